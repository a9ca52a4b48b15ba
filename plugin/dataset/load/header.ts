import Type, { type TUnsafe } from 'typebox'
import { EdgejsonError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json/json.ts'
import { readWholeJson } from '../../core/json/parse.ts'
import { printable } from '../../core/printable.ts'
import { checker } from '../../core/schema/checker.ts'

/** What the first line of a JSONL dataset may say about all lines: `{"edgejson": {"schema": …}}`. */
export interface DatasetHeader {
  /** The JSON Schema of lines that have none: its name, or the schema itself. */
  readonly schema?: string | JsonObject
}

const HEADER: TUnsafe<{ edgejson: DatasetHeader }> = Type.Unsafe<{ edgejson: DatasetHeader }>(
  Type.Object(
    {
      edgejson: Type.Object(
        {
          schema: Type.Optional(
            Type.Union([Type.String({ minLength: 1 }), Type.Object({})], {
              rule: 'the name of a JSON Schema, or the schema itself',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    },
    { additionalProperties: false },
  ),
)
const check = checker(HEADER)

/**
 * The header on a line; null for any other line: its first key is not `edgejson`.
 *
 * @throws {EdgejsonError} `BAD_DATASET` for a header with a fault
 */
export function readHeader(text: string, label: string, line: number): DatasetHeader | null {
  if (!/^\s*\{\s*"edgejson"\s*:/.test(text)) return null
  const place = `${printable(label, 300)}:${line}`
  const parsed = readWholeJson(text, { uniqueKeys: true })
  if (!parsed.ok) {
    throw new EdgejsonError(
      'BAD_DATASET',
      `${place}: the header of the dataset is not JSON: ${parsed.reason}.`,
    )
  }
  return check(parsed.value, { code: 'BAD_DATASET', noun: 'field', of: ` of the header (${place})` }).edgejson
}
