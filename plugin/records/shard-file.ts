import Type from 'typebox'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { readWholeJson } from '../core/json/parse.ts'
import { linesOfFile } from '../core/line-file.ts'
import { printable, quoted } from '../core/printable.ts'
import { type Checker, checker } from '../core/schema/checker.ts'
import { typed } from '../core/schema/typed.ts'
import { type CaseRecord, MAX_CASE_DEPTH, parseCaseRecord } from './case.ts'
import { JUDGE_SETTINGS, type JudgeSettings } from './project-settings.ts'
import { parseRunMeta, type RunMeta } from './run-meta.ts'
import { boolean, count, nullable, number, pair, text } from './schema.ts'

/** First line of a shard file. The other lines are its cases, in the order of the dataset. */
export interface ShardHeader {
  readonly kind: 'edgejson-shard'
  readonly version: 1
  /** Package and Vitest that ran the shard. */
  readonly tool: { readonly name: string; readonly version: string; readonly vitest: string | null }
  /** The shard of the dataset, `[1-based index, count]`. */
  readonly part: readonly [number, number]
  /** Path of the dataset from the Vitest root. */
  readonly dataset: string
  readonly settings: JudgeSettings
  /** What the shard's module said of its run; null where it failed before. */
  readonly meta: RunMeta | null
  /** What failed as a whole. */
  readonly errors: readonly string[]
  /** Lines that follow. */
  readonly cases: number
  /** Tests without a case: not chosen, or never finished. */
  readonly skipped: number
  readonly unfinished: number
  readonly interrupted: boolean
  readonly durationMs: number
}

interface RawHeader extends Omit<ShardHeader, 'meta'> {
  readonly meta: unknown
}

const checkHeader: Checker<RawHeader> = checker(
  typed<RawHeader>()(
    Type.Object({
      kind: Type.Literal('edgejson-shard'),
      version: Type.Literal(1),
      tool: Type.Object({ name: text, version: text, vitest: nullable(text) }),
      part: pair(count),
      dataset: text,
      settings: JUDGE_SETTINGS,
      meta: Type.Unknown(),
      errors: Type.Array(text),
      cases: count,
      skipped: count,
      unfinished: count,
      interrupted: boolean,
      durationMs: number,
    }),
  ),
)

/** Name of the shard file of a part, in the output folder of its dataset. */
export function shardFileName([index, of]: readonly [number, number]): string {
  return `cases.shard-${index}-${of}.jsonl`
}

/**
 * The header of a shard file.
 *
 * @throws {EdgejsonError} `IO` for a file that cannot be read, `BAD_REPORT` for one that is no shard file.
 */
export function readShardHeader(file: string): ShardHeader {
  const first = firstLine(file)
  const value = first === undefined ? undefined : parseLine(first, file, 1)
  if (!isRecord(value) || value.kind !== 'edgejson-shard') {
    throw new EdgejsonError(
      'BAD_REPORT',
      `${printable(file)} is no shard file: its first line must have the kind "edgejson-shard". A run with --shard writes one, ` +
        `${shardFileName([1, 3])} in the output folder.`,
    )
  }
  if (value.version !== 1) {
    throw new EdgejsonError(
      'BAD_REPORT',
      `${printable(file)} has version ${quoted(value.version, 40)}; this release reads version 1. Merge with the release that ran the shards.`,
    )
  }
  const header = checkHeader(value, { code: 'BAD_REPORT', noun: 'field', of: ` of ${printable(file)}` })
  return { ...header, meta: header.meta === null ? null : parseRunMeta(header.meta, printable(file)) }
}

/**
 * The cases of a shard file, one at a time.
 *
 * @param check whether each line is checked; not needed where the file was read before
 * @throws {EdgejsonError} `BAD_REPORT` with file and line for a line that is not a case, is out of order, or is missing.
 */
export function* readShardCases(
  file: string,
  { cases }: Pick<ShardHeader, 'cases'>,
  check: boolean,
): Generator<CaseRecord> {
  let [number, last] = [0, 0]
  for (const bytes of linesOfFile(file)) {
    number += 1
    if (number === 1) continue
    const value = parseLine(bytes, file, number)
    const each = check
      ? parseCaseRecord(value, `${printable(file)}:${number}`)
      : (value as unknown as CaseRecord)
    if (each.line < last) throw broken(file, number, `line ${each.line} of the dataset follows line ${last}`)
    last = each.line
    yield each
  }
  if (number - 1 !== cases)
    throw broken(file, number, `it has ${number - 1} cases of the ${cases} that it should have`)
}

function parseLine(bytes: Buffer, file: string, number: number): unknown {
  const read = readWholeJson(bytes.toString('utf8'), { maxDepth: MAX_CASE_DEPTH })
  if (read.ok) return read.value
  throw broken(file, number, `it is not JSON (${printable(read.reason)})`)
}

function broken(file: string, line: number, why: string): EdgejsonError {
  return new EdgejsonError(
    'BAD_REPORT',
    `${printable(file)}:${line}: the shard file was cut off or edited: ${why}. Run the shard again.`,
  )
}

function firstLine(file: string): Buffer | undefined {
  try {
    // Leaving the loop closes the file.
    for (const line of linesOfFile(file)) return line
    return undefined
  } catch (error) {
    throw new EdgejsonError('IO', `cannot read the shard file ${printable(file)}: ${errorMessage(error)}`, {
      cause: error,
    })
  }
}
