import type { JsonObject, JsonScalar, JsonValue } from '../core/json/json.ts'
import type { SchemaNode } from './schema-node.ts'

/**
 * A scalar as text. A whole number of schema type `number` ends in `.0`, as in the benchmark, so that prompt
 * and expected value have the same characters.
 */
export function scalarText(value: JsonScalar, node: SchemaNode | null): string {
  if (typeof value === 'number' && node?.type === 'number' && Number.isInteger(value)) return `${value}.0`
  return String(value)
}

/** JSON with a space after colon and comma, as the benchmark's lines are written; numbers as {@link scalarText}. */
export function jsonText(value: JsonValue, node: SchemaNode | null): string {
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, node?.items ?? null)).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{${entriesText(value, node).join(', ')}}`
  }
  return typeof value === 'string' ? JSON.stringify(value) : scalarText(value, node)
}

function entriesText(object: JsonObject, node: SchemaNode | null): string[] {
  return Object.entries(object).map(
    ([key, value]) => `${JSON.stringify(key)}: ${jsonText(value, node?.properties.get(key) ?? null)}`,
  )
}
