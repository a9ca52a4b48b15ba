import type { JsonObject, JsonValue } from '../../../model/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import type { SchemaNode } from '../schema-node.ts'
import { titleCaseKey } from '../styles/wording.ts'
import { bodyOf, typedScalar } from './typed-scalar.ts'

/**
 * Recovers the answer from a prompt in the official style, knowing the schema and nothing else. Strict: every line
 * must be a property at its place, in the schema's order.
 */
export function parseOfficial(prompt: string, schema: SourceSchema): JsonObject {
  const lines = bodyOf(prompt).split('\n')
  const shell = `${schema.heading}\n\n${lines.join('\n')}\n\nPlease extract the ${schema.topic} information as JSON.`
  if (shell !== prompt) throw new Error('title or last line differs')
  const reader = { lines, next: 0 }
  const answer = readObject(reader, schema.root, '', null)
  if (reader.next !== lines.length) throw new Error(`left over: ${lines[reader.next]}`)
  return answer
}

interface Reader {
  readonly lines: readonly string[]
  next: number
}

/** One object; in a list it ends where `first`, the property that opens an item, comes again. */
function readObject(reader: Reader, node: SchemaNode, indent: string, first: string | null): JsonObject {
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
    if (key === first && Object.hasOwn(object, key)) return object
    if (position <= last) throw new Error(`out of order: ${line}`)
    last = position
    reader.next++
    object[key] = readValue(reader, child, `${indent}  `, rest.join(':'))
  }
}

function readValue(reader: Reader, node: SchemaNode, indent: string, text: string): JsonValue {
  if (node.type === 'object' || node.type === 'array') {
    if (text !== '') throw new Error(`a value beside a container: ${text}`)
    return node.type === 'object' ? readObject(reader, node, indent, null) : readList(reader, node, indent)
  }
  if (!text.startsWith(' ')) throw new Error(`no value: ${text}`)
  return typedScalar(text.slice(1), node)
}

function readList(reader: Reader, node: SchemaNode, indent: string): JsonValue[] {
  const { items } = node
  const list: JsonValue[] = []
  while (items && reader.lines[reader.next]?.startsWith(indent)) {
    if (items.type === 'object') {
      const first = items.properties.keys().next().value
      const start = reader.next
      list.push(readObject(reader, items, indent, first ?? null))
      if (reader.next === start) throw new Error(`stuck at ${reader.lines[start]}`)
    } else {
      list.push(typedScalar(reader.lines[reader.next++]?.slice(indent.length) ?? '', items))
    }
  }
  return list
}
