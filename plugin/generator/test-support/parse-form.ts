import type { JsonObject } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import type { SchemaNode } from '../schema-node.ts'
import { keyWords } from '../styles/wording.ts'
import { bodyOf, nodeAt, type Path, putAt, typedScalar } from './typed-scalar.ts'

const sectionHeads = [/^\[ (.+) \]$/, /^## (.+)$/, /^--- (.+) ---$/]
const fields = [/^(.+?) \.{3,} (.*)$/, /^(.+?) = (.*)$/, /^\* (.+?): (.*)$/]

/** Recovers the expected value from a form, given only the schema. */
export function parseForm(prompt: string, { root }: SourceSchema): JsonObject {
  const lines = bodyOf(prompt).split('\n')
  const layout = fields.findIndex(
    (field, at) => field.test(lines[0] ?? '') || sectionHeads[at]?.test(lines[0] ?? ''),
  )
  const expected: JsonObject = {}
  let place: Path = []
  lines.forEach((line, index) => {
    if (line === '') return
    const head = (lines[index - 1] ?? '') === '' ? match(sectionHeads, layout, line) : null
    if (head) {
      place = wayTo(root, head)
    } else if (line === '(empty)') {
      putAt(expected, place, {})
    } else {
      const [, label = '', text = ''] = fields[layout]?.exec(line) ?? []
      const path = [...place, ...steps(root, place, label)]
      const node = nodeAt(root, path)
      putAt(expected, path, node.type === 'array' && text === '(none)' ? [] : typedScalar(text, node))
    }
  })
  return expected
}

function wayTo(root: SchemaNode, head: string): Path {
  const path: (string | number)[] = []
  for (const label of head.split(' / ')) path.push(...steps(root, path, label))
  return path
}

function match(patterns: readonly RegExp[], layout: number, line: string): string | null {
  return patterns[layout]?.exec(line)?.[1] ?? null
}

/** `Line items #2` as `line_items`, 1. */
function steps(root: SchemaNode, place: Path, label: string): Path {
  const [, words = '', number] = /^(.+?)(?: #(\d+))?$/.exec(label) ?? []
  const { properties } = nodeAt(root, place)
  const key = [...properties.keys()].find((name) => keyWords(name).toLowerCase() === words.toLowerCase())
  if (key === undefined) throw new Error(`unknown label: ${label}`)
  return number === undefined ? [key] : [key, Number(number) - 1]
}
