import { isRecord, type JsonObject, type JsonScalar, type JsonValue } from '../../core/json/json.ts'
import type { SchemaNode } from '../schema-node.ts'

/** A place in an expected value: keys and 0-based indices from the root. */
export type Path = readonly (string | number)[]

/** Reads a scalar as the schema types it; anything that is not exactly such a scalar is an error. */
export function typedScalar(text: string, node: SchemaNode): JsonScalar {
  switch (node.type) {
    case 'boolean':
      if (/^true$/i.test(text)) return true
      if (/^false$/i.test(text)) return false
      break
    case 'integer':
      if (/^-?\d+$/.test(text)) return Number(text)
      break
    case 'number':
      if (/^-?\d+\.\d+$/.test(text)) return Number(text)
      break
    case 'string':
    case null:
      if (text !== '' && text.trim() === text) return text
      break
    default:
  }
  throw new Error(`not a ${node.type}: ${JSON.stringify(text)}`)
}

/** Puts a value at a path of nested objects and lists; a place may be filled once. */
export function putAt(root: JsonObject, path: Path, value: JsonValue): void {
  let place: JsonValue = root
  path.forEach((step, index) => {
    const isLast = index === path.length - 1
    const known: JsonValue | undefined = childOf(place, step)
    if (isLast && known !== undefined) throw new Error(`twice: ${path.join('.')}`)
    const next: JsonValue = isLast ? value : (known ?? (typeof path[index + 1] === 'number' ? [] : {}))
    setChild(place, step, next)
    place = next
  })
}

function childOf(place: JsonValue, step: string | number): JsonValue | undefined {
  if (Array.isArray(place)) return typeof step === 'number' ? place[step] : undefined
  return isRecord(place) && Object.hasOwn(place, step) ? place[step] : undefined
}

function setChild(place: JsonValue, step: string | number, value: JsonValue): void {
  if (Array.isArray(place) && typeof step === 'number') place[step] = value
  else if (isRecord(place) && typeof step === 'string') place[step] = value
  else throw new Error(`no place for ${step}`)
}

/** The schema of a place. */
export function nodeAt(root: SchemaNode, path: Path): SchemaNode {
  let node: SchemaNode | null = root
  for (const step of path)
    node = (typeof step === 'number' ? node?.items : node?.properties.get(step)) ?? null
  if (!node) throw new Error(`the schema has no ${path.join('.')}`)
  return node
}

/** Text between the first and the last blank line of a prompt. */
export function bodyOf(prompt: string): string {
  const start = prompt.indexOf('\n\n')
  const end = prompt.lastIndexOf('\n\n')
  if (start < 0 || end <= start) throw new Error('no body')
  return prompt.slice(start + 2, end)
}
