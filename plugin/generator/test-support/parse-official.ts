import type { JsonObject, JsonValue } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import type { SchemaNode } from '../schema-node.ts'
import { titleCaseKey } from '../styles/wording.ts'
import { bodyOf, typedScalar } from './typed-scalar.ts'

/**
 * What begins an item of a list of objects: its first property, which every item then has; or any property
 * before the last one in the schema's order.
 */
export type Opening = 'first' | 'order'

/**
 * Recovers the expected value from a prompt in the official style, given only the schema. Strict: every line
 * must be a property at its place, in the schema's order.
 */
export function parseOfficial(prompt: string, schema: SourceSchema, opening: Opening = 'first'): JsonObject {
  const lines = bodyOf(prompt).split('\n')
  const shell = `${schema.heading}\n\n${lines.join('\n')}\n\nPlease extract the ${schema.topic} information as JSON.`
  if (shell !== prompt) throw new Error('title or last line differs')
  const reader = { lines, next: 0, opening }
  const expected = readObject(reader, schema.root, '', false)
  if (reader.next !== lines.length) throw new Error(`left over: ${lines[reader.next]}`)
  return expected
}

interface Reader {
  readonly lines: readonly string[]
  readonly opening: Opening
  next: number
}

/** One object; as an item of a list it ends where the next one begins. */
function readObject(reader: Reader, node: SchemaNode, indent: string, isItem: boolean): JsonObject {
  const object: JsonObject = {}
  const keys = [...node.properties.keys()]
  let last = -1
  for (;;) {
    const line = reader.lines[reader.next]
    if (line === undefined || !line.startsWith(indent) || line.startsWith(`${indent} `)) return object
    const [label = '', ...rest] = line.slice(indent.length).split(':')
    const position = keys.findIndex((key) => titleCaseKey(key) === label)
    const key = keys[position]
    const child = key === undefined ? undefined : node.properties.get(key)
    if (key === undefined || !child) throw new Error(`unknown property: ${line}`)
    if (isItem && position <= last && (reader.opening === 'order' || position === 0)) return object
    if (isItem && last < 0 && position > 0 && reader.opening === 'first') throw new Error(`no item: ${line}`)
    if (position <= last) throw new Error(`out of order: ${line}`)
    last = position
    reader.next++
    object[key] = readValue(reader, child, `${indent}  `, rest.join(':'))
  }
}

function readValue(reader: Reader, node: SchemaNode, indent: string, text: string): JsonValue {
  if (node.type === 'object' || node.type === 'array') {
    if (text !== '') throw new Error(`a value next to a container: ${text}`)
    return node.type === 'object' ? readObject(reader, node, indent, false) : readList(reader, node, indent)
  }
  if (!text.startsWith(' ')) throw new Error(`no value: ${text}`)
  return typedScalar([text.slice(1), ...moreLines(reader)].join('\n'), node)
}

/** The further lines of a text: without indentation and without a label. */
function moreLines(reader: Reader): string[] {
  const start = reader.next
  while (/^(?! |[^:]+:(?: |$))/.test(reader.lines[reader.next] ?? ' ')) reader.next++
  return reader.lines.slice(start, reader.next)
}

function readList(reader: Reader, node: SchemaNode, indent: string): JsonValue[] {
  const { items } = node
  const list: JsonValue[] = []
  while (items && reader.lines[reader.next]?.startsWith(indent)) {
    if (items.type === 'object') {
      const start = reader.next
      list.push(readObject(reader, items, indent, true))
      if (reader.next === start) throw new Error(`stuck at ${reader.lines[start]}`)
    } else {
      const line = reader.lines[reader.next++]?.slice(indent.length) ?? ''
      list.push(typedScalar([line, ...moreLines(reader)].join('\n'), items))
    }
  }
  return list
}
