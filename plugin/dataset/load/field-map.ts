import Type, { type TOptional, type TString, type TUnsafe } from 'typebox'
import type { JsonObject, JsonValue } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { checker } from '../../core/schema/checker.ts'
import { typed } from '../../core/schema/typed.ts'

/** The parts of an example that a dataset line may contain. */
export type DatasetField = 'id' | 'prompt' | 'expected' | 'schema' | 'complexity' | 'source' | 'critical'

export const DATASET_FIELDS: readonly DatasetField[] = [
  'id',
  'prompt',
  'expected',
  'schema',
  'complexity',
  'source',
  'critical',
]

/**
 * Where a line has the parts of an example: for each a key, or a dotted path such as `input.text` or
 * `messages.0.content`. Parts that are not named have EdgeJSON's own keys.
 */
export type FieldMap = Readonly<Partial<Record<DatasetField, string>>>

const path: TOptional<TString> = Type.Optional(
  Type.String({ minLength: 1, rule: 'a key of the line or a path, such as "text" or "input.text"' }),
)
/** The option `fields`. */
export const FIELD_MAP: TUnsafe<FieldMap> = typed<FieldMap>()(
  Type.Object(
    { id: path, prompt: path, expected: path, schema: path, complexity: path, source: path, critical: path },
    { additionalProperties: false },
  ),
)
const check = checker(FIELD_MAP)

/** EdgeJSON's own keys, the preferred one first. */
const OWN_KEYS: Readonly<Record<DatasetField, readonly string[]>> = {
  id: ['id'],
  prompt: ['prompt'],
  expected: ['expected_output', 'expected'],
  schema: ['schema_id', 'schema_name'],
  complexity: ['complexity'],
  source: ['source'],
  critical: ['critical'],
}

/**
 * Reads the parts of an example from a parsed line, and records which mapped fields were found at least once.
 */
export class FieldReader {
  /** True when the user named any field. The file is then not in one of EdgeJSON's own formats. */
  readonly mapped: boolean
  readonly #map: Readonly<Record<string, string | undefined>>
  readonly #found = new Set<DatasetField>()

  /** @throws {EdgejsonError} `BAD_OPTION` for a field that does not exist or a path that is not a non-empty string. */
  constructor(map: Readonly<Record<string, string | undefined>>) {
    check(map, { code: 'BAD_OPTION', noun: 'option', at: 'fields' })
    this.#map = map
    this.mapped = Object.values(map).some((where) => where !== undefined)
  }

  /** True when the user mapped this field. */
  isMapped(field: DatasetField): boolean {
    return this.#map[field] !== undefined
  }

  /** The value of a field; `undefined` when the line has none. */
  read(line: JsonObject, field: DatasetField): JsonValue | undefined {
    const where = this.#map[field]
    if (where === undefined) {
      for (const key of OWN_KEYS[field]) if (Object.hasOwn(line, key)) return line[key]
      return undefined
    }
    const value = readPath(line, where)
    if (value !== undefined) this.#found.add(field)
    return value
  }

  /* The name of the field in messages: `"question" (fields.prompt)`, or the key of the line, `"expected"`. */
  nameOf(field: DatasetField, line: JsonObject = {}): string {
    const where = this.#map[field]
    return where === undefined
      ? quoted(OWN_KEYS[field].find((key) => Object.hasOwn(line, key)) ?? OWN_KEYS[field][0] ?? field)
      : `${quoted(where)} (fields.${field})`
  }

  /**
   * Mapped fields that no line has. Without this check a misspelt path would look like a dataset without that
   * field.
   */
  neverFound(): DatasetField[] {
    return DATASET_FIELDS.filter((field) => this.isMapped(field) && !this.#found.has(field))
  }
}

/** A key whose name contains dots takes precedence over a path. */
function readPath(line: JsonObject, where: string): JsonValue | undefined {
  if (Object.hasOwn(line, where)) return line[where]
  let value: JsonValue | undefined = line
  for (const step of where.split('.')) {
    if (Array.isArray(value)) value = /^\d+$/.test(step) ? value[Number(step)] : undefined
    else if (typeof value === 'object' && value !== null && Object.hasOwn(value, step)) value = value[step]
    else return undefined
  }
  return value
}
