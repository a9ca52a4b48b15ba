// The least that scoring a recording can cost: load, score, count.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { loadDataset, loadSchemas } from '../../dist/plugin/dataset/index.js'
import { compileSchema, scoreAnswer } from '../../dist/plugin/scoring/index.js'

const folder = process.argv[2]
const outputs = new Map()
for (const line of readFileSync(path.join(folder, 'answers.jsonl'), 'utf8').split('\n')) {
  if (line === '') continue
  const { id, output } = JSON.parse(line)
  outputs.set(id, output)
}
const schemas = loadSchemas()
const compiled = new Map(schemas.ids.map((id) => [id, compileSchema(schemas.get(id))]))
const { examples } = loadDataset(path.join(folder, 'bench.jsonl'))
let exact = 0
for (const { id, expected, schemaId } of examples) {
  const scores = scoreAnswer({ output: outputs.get(id), expected, schema: compiled.get(schemaId) ?? null })
  if (scores.lenient.jsonExact) exact++
}
console.log(`${exact} of ${examples.length} exact`)
