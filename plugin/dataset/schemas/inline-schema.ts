import { createHash } from 'node:crypto'
import { canonicalJson } from '../../core/json/canonical.ts'
import type { JsonObject } from '../../core/json/json.ts'

/** Longest part of a title that a name keeps. */
const TITLE_LENGTH = 40

const names = new WeakMap<JsonObject, string>()

/**
 * The name of a schema that is written in a dataset: its title, or `inline`, and the start of its SHA-256. Equal schemas
 * have one name, whatever the order of their keys.
 */
export function inlineSchemaName(schema: JsonObject): string {
  const known = names.get(schema)
  if (known !== undefined) return known
  const digits = createHash('sha256').update(canonicalJson(schema), 'utf8').digest('hex').slice(0, 8)
  const title = typeof schema.title === 'string' ? schema.title.replace(/[^\w.-]+/g, '_') : ''
  const name = `${title.slice(0, TITLE_LENGTH) || 'inline'}-${digits}`
  names.set(schema, name)
  return name
}
