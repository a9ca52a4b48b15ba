import { EdgejsonError } from '../../core/errors.ts'
import type { JsonObject, JsonValue } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { checker } from '../../core/schema/checker.ts'
import { DIMENSIONS } from '../../records/dimension.ts'
import {
  DATASET_FIELDS,
  type DatasetField,
  FIELD_MAP,
  type FieldMap,
  PATH_RULE,
} from '../../records/field-map.ts'
import { parseFieldPath, readFieldPath } from './field-path.ts'

const check = checker(FIELD_MAP)

/** EdgeJSON's own keys, the preferred one first. */
const OWN_KEYS: Readonly<Record<DatasetField, readonly string[]>> = {
  id: ['id'],
  prompt: ['prompt', 'messages'],
  expected: ['expected_output', 'expected'],
  accepted: ['accepted'],
  schema: ['schema_id', 'schema_name', 'json_schema'],
  complexity: ['complexity'],
  source: ['source'],
  critical: ['critical'],
}

/** The key of the line that has the field; where none has it, the documented key with its other name. */
function ownName(field: DatasetField, line: JsonObject): string {
  const present = OWN_KEYS[field].find((key) => Object.hasOwn(line, key))
  if (present !== undefined) return quoted(present)
  if (field === 'expected') return '"expected" (or "expected_output")'
  return field === 'prompt' ? '"prompt" (or "messages")' : quoted(OWN_KEYS[field][0] ?? field)
}

/**
 * Reads the parts of an example from a parsed line, and records which mapped fields were found at least once.
 */
export class FieldReader {
  /** True when the user named any field. The file is then not in one of EdgeJSON's own formats. */
  readonly mapped: boolean
  readonly #map: FieldMap
  readonly #option: string
  readonly #slices: readonly (readonly [name: string, path: string])[]
  /** Names of options whose path some line has: `prompt`, `slices.vendor`. */
  readonly #found = new Set<string>()

  /**
   * @param option the name of the option, for messages
   * @throws {EdgejsonError} `BAD_OPTION` for a field that does not exist or a text that is no path.
   */
  constructor(map: FieldMap | Readonly<Record<string, unknown>>, option = 'fields') {
    this.#option = option
    this.#map = check(map, { code: 'BAD_OPTION', noun: 'option', at: option })
    this.#slices = slicesOf(this.#map)
    this.mapped = Object.values(map).some((where) => where !== undefined)
    for (const field of DATASET_FIELDS) checkPath(`${option}.${field}`, this.#map[field])
    for (const [name, where] of this.#slices) checkPath(`${option}.slices.${name}`, where)
  }

  /** True when the user mapped this field. */
  isMapped(field: DatasetField): boolean {
    return this.#map[field] !== undefined
  }

  /** The value of a field; `undefined` when the line has none. */
  read(line: JsonObject, field: DatasetField): JsonValue | undefined {
    const where = this.#map[field]
    if (where === undefined) {
      const key = OWN_KEYS[field].find((each) => Object.hasOwn(line, each))
      return key === undefined ? undefined : line[key]
    }
    return this.#readPath(line, where, field)
  }

  /** The metadata of a line, by the name of the slice; undefined where the line has none. */
  readSlices(line: JsonObject): [name: string, path: string, value: JsonValue | undefined][] {
    return this.#slices.map(([name, where]) => [name, where, this.#readPath(line, where, `slices.${name}`)])
  }

  #readPath(line: JsonObject, where: string, option: string): JsonValue | undefined {
    const value = readFieldPath(line, where)
    if (value !== undefined) this.#found.add(option)
    return value
  }

  /* The name of the field in messages: `"question" (fields.prompt)`, or the key of the line, `"expected"`. */
  nameOf(field: DatasetField, line: JsonObject = {}): string {
    const where = this.#map[field]
    return where === undefined ? ownName(field, line) : `${quoted(where)} (${this.#option}.${field})`
  }

  /**
   * Mapped paths that no line has, as `"question" (fields.prompt)`. Without this check a misspelt path would look like a
   * dataset without that field. A missing required field is already a problem of each line.
   */
  neverFound(): string[] {
    const optional = DATASET_FIELDS.filter((field) => !['id', 'prompt', 'expected'].includes(field))
    const mapped: (readonly [option: string, path: string | undefined])[] = [
      ...optional.map((field) => [field, this.#map[field]] as const),
      ...this.#slices.map(([name, where]) => [`slices.${name}`, where] as const),
    ]
    return mapped
      .filter(([option, where]) => where !== undefined && !this.#found.has(option))
      .map(([option, where]) => `${quoted(where)} (fields.${option})`)
  }
}

function slicesOf({ slices = [] }: FieldMap): [name: string, path: string][] {
  const pairs: [string, string][] = Array.isArray(slices)
    ? slices.map((where: string) => [where, where])
    : Object.entries(slices)
  const known: readonly string[] = DIMENSIONS
  const taken = pairs.find(([name]) => known.includes(name) || name === '')
  if (taken === undefined) return pairs
  throw new EdgejsonError(
    'BAD_OPTION',
    `option fields.slices names the slice ${quoted(taken[0])}; ${DIMENSIONS.join(', ')} have fields of their own. ` +
      "Set that field, or give the slice another name: { name: 'path' }.",
  )
}

function checkPath(option: string, where: string | undefined): void {
  if (where === undefined || parseFieldPath(where) !== null) return
  throw new EdgejsonError('BAD_OPTION', `option ${option} is ${quoted(where)}; it must be ${PATH_RULE}.`)
}
