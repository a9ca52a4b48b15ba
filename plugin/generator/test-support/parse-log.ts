import type { JsonObject } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import { nodeAt, type Path, putAt, typedScalar } from './typed-scalar.ts'

const pair = /((?:[A-Za-z0-9_.]|\[\d+\])+)=("[^"]*"|\S*?)(?=$|,? | \| )/y

/** Recovers the expected value from a log line, given only the schema. */
export function parseLog(prompt: string, { root }: SourceSchema): JsonObject {
  const line = prompt.slice(0, prompt.indexOf('\n\n'))
  const expected: JsonObject = {}
  pair.lastIndex = line.search(/(?<= )(?:[A-Za-z0-9_.]|\[\d+\])+=/)
  while (pair.lastIndex < line.length) {
    const start = pair.lastIndex
    const [, name, text] = pair.exec(line) ?? []
    if (name === undefined || text === undefined)
      throw new Error(`no pair at ${line.slice(start, start + 40)}`)
    const path: Path = name.split(/[.[\]]+/).flatMap((step) => (step === '' ? [] : [stepOf(step, name)]))
    const value = text.startsWith('"') ? text.slice(1, -1) : text
    const node = nodeAt(root, path)
    if (node.type === 'object' && value === '{}') putAt(expected, path, {})
    else if (node.type === 'array' && value === '[]') putAt(expected, path, [])
    else putAt(expected, path, typedScalar(value, node))
    const gap = /^(?: \| |, | )?/.exec(line.slice(pair.lastIndex))?.[0].length ?? 0
    pair.lastIndex += gap
  }
  return expected
}

function stepOf(step: string, name: string): string | number {
  return name.includes(`[${step}]`) && /^\d+$/.test(step) ? Number(step) : step
}
