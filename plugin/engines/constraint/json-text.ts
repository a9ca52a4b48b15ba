import { isRecord } from '../../core/json/json.ts'
import { localReference } from '../../core/json/pointer.ts'
import type { WhiteSpace } from '../../records/constraint.ts'

/** JSON text in the white space of a constraint; `any` is written like `spaced`. */
export function jsonText(value: unknown, whiteSpace: WhiteSpace): string {
  const [comma, colon] = whiteSpace === 'compact' ? [',', ':'] : [', ', ': ']
  const write = (each: unknown): string => {
    if (Array.isArray(each)) return `[${each.map(write).join(comma)}]`
    if (isRecord(each)) {
      const entries = Object.entries(each).map(([key, child]) => JSON.stringify(key) + colon + write(child))
      return `{${entries.join(comma)}}`
    }
    return typeof each === 'bigint' ? each.toString() : (JSON.stringify(each) ?? 'null')
  }
  return write(value)
}

/**
 * A JSON value with the keys of its objects in the order in which the schema declares them, followed by undeclared
 * keys.
 */
export function inPropertyOrder(value: unknown, schema: unknown, root: unknown = schema, depth = 0): unknown {
  if (depth > 64) return value
  const next = (each: unknown, child: unknown): unknown => inPropertyOrder(each, child, root, depth + 1)
  if (Array.isArray(value)) {
    const items = alternatives(schema, root)
      .map(({ items: each }) => each)
      .find(isRecord)
    return value.map((each) => next(each, items))
  }
  if (!isRecord(value)) return value
  const declared = new Map(
    alternatives(schema, root).flatMap(({ properties }) =>
      isRecord(properties) ? Object.entries(properties) : [],
    ),
  )
  const keys = [...declared.keys()].filter((key) => Object.hasOwn(value, key))
  const others = Object.keys(value).filter((key) => !declared.has(key))
  return Object.fromEntries([...keys, ...others].map((key) => [key, next(value[key], declared.get(key))]))
}

/** A schema and the schemas that it is combined with. */
function alternatives(schema: unknown, root: unknown, depth = 0): Record<string, unknown>[] {
  if (!isRecord(schema) || depth > 16) return []
  const { $ref, allOf, anyOf, oneOf } = schema
  const combined = [allOf, anyOf, oneOf].flatMap((each) => (Array.isArray(each) ? each : []))
  const referred = typeof $ref === 'string' ? [localReference(root, $ref)] : []
  return [schema, ...[...referred, ...combined].flatMap((each) => alternatives(each, root, depth + 1))]
}
