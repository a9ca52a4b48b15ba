import { canonicalJson } from '../../core/json/canonical.ts'
import { isRecord, type JsonValue } from '../../core/json/json.ts'

type Schema = Readonly<Record<string, unknown>>

/**
 * One schema for the values that comply with both. Null where it is not simple: the same keyword has different values,
 * or only one of the schemas allows a property.
 */
export function mergeSchemas(a: Schema, b: Schema): Schema | null {
  if (Object.keys(a).length === 0) return b
  if ('$ref' in a || '$ref' in b) return null
  if (closes(a, b) || closes(b, a)) return null
  const merged: Record<string, unknown> = { ...a }
  for (const [keyword, value] of Object.entries(b)) {
    const other = merged[keyword]
    if (other === undefined || isEqual(other, value)) merged[keyword] = value
    else if (keyword === 'required' && Array.isArray(other) && Array.isArray(value))
      merged[keyword] = [...new Set([...other, ...value])]
    else if (keyword === 'properties' && isRecord(other) && isRecord(value)) {
      const both = Object.keys(value).filter((name) => Object.hasOwn(other, name))
      if (!both.every((name) => isEqual(other[name], value[name]))) return null
      merged[keyword] = { ...other, ...value }
    } else return null
  }
  return merged
}

/** Whether `a` forbids properties that `b` declares. */
function closes(a: Schema, b: Schema): boolean {
  if (a.additionalProperties === undefined || a.additionalProperties === true) return false
  const known = isRecord(a.properties) ? a.properties : {}
  return isRecord(b.properties) && Object.keys(b.properties).some((name) => !Object.hasOwn(known, name))
}

/** Schemas are JSON. */
function isEqual(a: unknown, b: unknown): boolean {
  return canonicalJson(a as JsonValue) === canonicalJson(b as JsonValue)
}
