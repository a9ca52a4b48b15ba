import type { JsonObject, JsonValue } from '../../core/json/json.ts'
import { described, quoted } from '../../core/printable.ts'
import type { DatasetField } from '../../records/field-map.ts'
import type { FieldReader } from './field-reader.ts'
import { Unusable } from './unusable.ts'

/** A line without a field that every line must have. */
export function missing(object: JsonObject, field: DatasetField, reader: FieldReader): Unusable {
  const keys = Object.keys(object)
  const shown = keys.slice(0, 8).map((key) => quoted(key, 30))
  const has =
    keys.length === 0
      ? 'the object is empty'
      : `its keys are ${shown.join(', ')}${keys.length > 8 ? ', …' : ''}`
  return new Unusable(
    'MISSING_FIELD',
    `the line has no ${reader.nameOf(field)}; ${has}. ` +
      (reader.isMapped(field)
        ? `Correct the option fields.${field}.`
        : `Add it, or name its field with the option fields.${field}.`),
  )
}

/**
 * A field whose value has another type.
 *
 * @param rule what the value must be
 */
export function wrongType(
  object: JsonObject,
  field: DatasetField,
  value: JsonValue | undefined,
  reader: FieldReader,
  rule: string,
): Unusable {
  return new Unusable(
    'WRONG_TYPE',
    `${reader.nameOf(field, object)} is ${described(value)}; it must be ${rule}.`,
  )
}

/** A field whose text is blank. */
export function empty(object: JsonObject, field: DatasetField, value: string, reader: FieldReader): Unusable {
  return new Unusable(
    'EMPTY_FIELD',
    `${reader.nameOf(field, object)} is ${quoted(value)}; it must not be blank.`,
  )
}
