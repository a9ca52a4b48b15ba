import type { JsonObject } from '../../core/json/json.ts'
import type { DatasetField } from '../../records/field-map.ts'
import { empty, missing, wrongType } from './field-problem.ts'
import type { FieldReader } from './field-reader.ts'

/**
 * The text of a field that is not blank; null where an optional field is absent or null.
 *
 * @throws {Unusable} for another value, and where a required field is absent
 */
export function readText(object: JsonObject, field: DatasetField, reader: FieldReader, required: true): string
export function readText(
  object: JsonObject,
  field: DatasetField,
  reader: FieldReader,
  required: false,
): string | null
export function readText(
  object: JsonObject,
  field: DatasetField,
  reader: FieldReader,
  required: boolean,
): string | null {
  const value = reader.read(object, field)
  if (value === undefined && required) throw missing(object, field, reader)
  if (!required && (value === undefined || value === null)) return null
  if (typeof value !== 'string') throw wrongType(object, field, value, reader, 'a text')
  if (value.trim() === '') throw empty(object, field, value, reader)
  return value
}
