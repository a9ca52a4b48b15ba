import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable } from '../../plugin/core/printable.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { CaseSequence } from '../../plugin/records/case-sequence.ts'
import { readShardCases, type ShardHeader } from '../../plugin/records/shard-file.ts'

/** A shard file with its header. */
export interface ShardFile {
  readonly file: string
  readonly header: ShardHeader
}

/**
 * The cases of shard files in the order of the dataset. One case of each shard is in memory; the files are read again for each
 * pass, and checked in the first.
 */
export class ShardCases implements CaseSequence {
  readonly #shards: readonly ShardFile[]
  readonly length: number
  #isChecked = false

  constructor(shards: readonly ShardFile[]) {
    this.#shards = shards
    this.length = shards.reduce((sum, { header }) => sum + header.cases, 0)
  }

  /** @throws {EdgejsonError} `BAD_REPORT` for a broken file, and for a line of the dataset in two of them. */
  *[Symbol.iterator](): Generator<CaseRecord> {
    const sources = this.#shards.map(({ file, header }) => ({
      file,
      rest: readShardCases(file, header, !this.#isChecked),
      next: undefined as CaseRecord | undefined,
    }))
    try {
      for (const source of sources) source.next = take(source.rest)
      let last: { readonly line: number; readonly file: string } = { line: 0, file: '' }
      for (;;) {
        const first = firstOf(sources)
        if (first?.next === undefined) break
        const { next, file } = first
        if (next.line > 0 && next.line === last.line) {
          throw new EdgejsonError(
            'BAD_REPORT',
            `line ${next.line} of the dataset is both in ${printable(last.file)} and in ${printable(file)}: the shards overlap. ` +
              'Run all shards with one --shard count and one dataset, and merge those.',
          )
        }
        last = { line: next.line, file }
        first.next = take(first.rest)
        yield next
      }
      this.#isChecked = true
    } finally {
      for (const { rest } of sources) rest.return(undefined)
    }
  }
}

function take(rest: Generator<CaseRecord>): CaseRecord | undefined {
  const { value, done } = rest.next()
  return done === true ? undefined : value
}

/** The source whose next case has the lowest line. */
function firstOf<Source extends { readonly next: CaseRecord | undefined }>(
  sources: readonly Source[],
): Source | undefined {
  let first: Source | undefined
  for (const source of sources) {
    if (source.next === undefined) continue
    if (first?.next === undefined || source.next.line < first.next.line) first = source
  }
  return first
}
