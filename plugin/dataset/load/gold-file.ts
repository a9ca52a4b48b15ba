import { EdgejsonError } from '../../core/errors.ts'
import type { JsonObject, JsonValue } from '../../core/json/json.ts'
import { isRecord } from '../../core/json/json.ts'
import { readWholeJson } from '../../core/json/parse.ts'
import { listed, printable, quoted } from '../../core/printable.ts'
import { exampleId } from '../../records/example-id.ts'
import type { GoldFile } from '../../records/gold-file.ts'
import { readDatasetFile } from './dataset-file.ts'
import type { LineText } from './dataset-source.ts'
import { FieldReader } from './field-reader.ts'

/** What a line of a gold file has: an expected value, accepted ones, or both. */
export interface GoldLine {
  readonly expected: JsonValue | undefined
  readonly accepted: JsonValue | undefined
}

/** The expected values of a gold file, and which of them an example has. */
export class GoldValues {
  /** Name of the file, for messages. */
  readonly label: string
  readonly sha256: string
  readonly #values: ReadonlyMap<string, GoldLine & { readonly line: number }>
  readonly #used = new Set<string>()

  /**
   * Reads the whole file.
   *
   * @throws {EdgejsonError} `IO` and `BAD_DATASET` as for a dataset; `BAD_DATASET` with the line for a value without id, for
   * an id that occurs twice (with both lines), and for a broken line
   */
  constructor({ file, fields = {} }: GoldFile, label: string = file) {
    this.label = printable(label, 300)
    const source = readDatasetFile(file)
    this.sha256 = source.sha256
    const reader = new FieldReader(fields, 'gold.fields')
    const values = new Map<string, GoldLine & { line: number }>()
    for (const [index, line] of source.lines.entries()) {
      const place = `${this.label}:${line}`
      const { id, ...gold } = readGold(source.textAt(index), reader, place)
      const other = values.get(id)
      if (other !== undefined)
        throw bad(place, `the id ${quoted(id)} is already on line ${other.line} of this gold file; keep one.`)
      values.set(id, { line, ...gold })
    }
    this.#values = values
  }

  /** The expected value of an example; undefined if the file has none. */
  take(id: string): GoldLine | undefined {
    this.#used.add(id)
    return this.#values.get(id)
  }

  /** @throws {EdgejsonError} `BAD_DATASET` naming the ids that no example has */
  refuseUnused(dataset: string): void {
    const extra = [...this.#values.keys()].filter((id) => !this.#used.has(id))
    if (extra.length === 0) return
    throw new EdgejsonError(
      'BAD_DATASET',
      `${extra.length} of ${this.#values.size} ids of the gold file ${this.label} are on no line of ${dataset}: ` +
        `${listed(extra)}. Remove them, or name the right files.`,
    )
  }
}

function bad(place: string, what: string): EdgejsonError {
  return new EdgejsonError('BAD_DATASET', `${place}: ${what}`)
}

function readGold(content: LineText, reader: FieldReader, place: string): GoldLine & { readonly id: string } {
  if (!content.ok) throw bad(place, content.reason)
  const parsed = readWholeJson(content.text, { uniqueKeys: true })
  if (!parsed.ok || !isRecord(parsed.value))
    throw bad(place, 'the line is not a JSON object; each line of a gold file must be one.')
  const object = parsed.value as JsonObject
  const id = reader.read(object, 'id')
  if (typeof id !== 'string' && typeof id !== 'number' && typeof id !== 'bigint') {
    throw bad(
      place,
      `the line has no ${reader.nameOf('id')} that is a text or a number; correct it, or gold.fields.id.`,
    )
  }
  const expected = reader.read(object, 'expected')
  const accepted = reader.read(object, 'accepted')
  if (expected !== undefined || (Array.isArray(accepted) && accepted.length > 0))
    return { id: exampleId(String(id)), expected, accepted }
  throw bad(place, `the line has no ${reader.nameOf('expected')}; correct it, or gold.fields.expected.`)
}
