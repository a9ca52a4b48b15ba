import type { JsonObject, JsonScalar } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import { scalarText } from '../json-text.ts'
import type { SchemaNode } from '../schema-node.ts'
import { titleCaseKey } from './wording.ts'

/**
 * The benchmark's own style: a title line, a blank line, a line `Title Case Key: value` for each scalar,
 * objects and lists indented by two spaces below their key, the items of a list of objects one after the
 * other without a marker, a blank line, and the instruction. Booleans are `True` and `False`.
 */
export function formatOfficial(expected: JsonObject, schema: SourceSchema): string {
  const body = objectLines(expected, schema.root, '').join('\n')
  return `${schema.heading}\n\n${body}\n\nPlease extract the ${schema.topic} information as JSON.`
}

function objectLines(object: JsonObject, node: SchemaNode | null, indent: string): string[] {
  return Object.entries(object).flatMap(([key, value]) => {
    const label = indent + titleCaseKey(key)
    const child = node?.properties.get(key) ?? null
    const deeper = `${indent}  `
    if (Array.isArray(value)) {
      const items = value.flatMap((item) => {
        if (Array.isArray(item)) return []
        if (typeof item === 'object' && item !== null) return objectLines(item, child?.items ?? null, deeper)
        return [deeper + officialScalar(item, child?.items ?? null)]
      })
      return [`${label}:`, ...items]
    }
    if (typeof value === 'object' && value !== null)
      return [`${label}:`, ...objectLines(value, child, deeper)]
    return [`${label}: ${officialScalar(value, child)}`]
  })
}

function officialScalar(value: JsonScalar, node: SchemaNode | null): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (value === null) return 'None'
  return scalarText(value, node)
}
