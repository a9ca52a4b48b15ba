// What every contender works with: the examples, their recorded answers and the scoring. So no contender reads or scores faster than another.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { compileSchema, scoreAnswer } from '../../../../dist/plugin/scoring/index.js'
import { loadDataset, loadSchemas } from '../../../../dist.modules/plugin/dataset/index.js'

export const DATASET = 'bench.jsonl'
export const ANSWERS = 'answers.jsonl'

/** The examples of a folder: `{ id, prompt, expected, schemaId }`. */
export function examplesOf(folder) {
  return loadDataset(path.join(folder, DATASET)).examples
}

/** The recorded answers of a folder, by id. */
export function answersOf(folder) {
  const answers = new Map()
  for (const line of readFileSync(path.join(folder, ANSWERS), 'utf8').split('\n')) {
    if (line === '') continue
    const { id, output } = JSON.parse(line)
    answers.set(id, output)
  }
  return answers
}

/** A function that gives an answer all its scores, as a generated test does. */
export function scorer() {
  const schemas = loadSchemas()
  const compiled = new Map(schemas.ids.map((id) => [id, compileSchema(schemas.get(id))]))
  return ({ expected, schemaId }, output) =>
    scoreAnswer({ output, expected, schema: compiled.get(schemaId) ?? null })
}
