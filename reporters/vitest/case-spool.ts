import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../plugin/core/errors.ts'
import { draftOf, type FileDraft } from '../../plugin/core/replace-file.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { ShardHeader } from '../../plugin/records/shard-file.ts'
import { caseText } from '../render/json.ts'

/** Characters that are gathered before they are written. */
const BATCH = 1 << 18
const WAY_OUT = 'Make the folder writable, or set outputDir (EDGEJSON_OUTPUT_DIR) to one that is.'

/**
 * The cases of one test module on their way to its shard file: each is written when its test has ended, in a draft, of which only
 * the positions are in memory. The shard file gets them in the order of the dataset.
 */
export class CaseSpool {
  readonly #draft: FileDraft
  readonly #handle: number
  /** Start and length of each case in the draft, by its line, or its id where it has none. */
  readonly #places = new Map<
    number | string,
    { readonly line: number; readonly start: number; readonly size: number }
  >()
  #batch: string[] = []
  #batched = 0
  #written = 0
  #failed = 0

  /** @throws {EdgejsonError} `IO` where the folder takes no file. */
  constructor(folder: string) {
    const file = path.join(folder, 'cases.jsonl')
    this.#draft = withReason(file, () => {
      mkdirSync(folder, { recursive: true })
      return draftOf(file)
    })
    this.#handle = withReason(file, () => openSync(this.#draft.path, 'w+'))
  }

  /** Of one line the last case counts. */
  add(record: CaseRecord): void {
    const text = `${caseText(record)}\n`
    const size = Buffer.byteLength(text)
    const key = record.line || record.id
    if (record.state === 'failed' && !this.#places.has(key)) this.#failed += 1
    this.#places.set(key, { line: record.line, start: this.#written + this.#batched, size })
    this.#batch.push(text)
    this.#batched += size
    if (this.#batched >= BATCH) this.#flush()
  }

  get count(): number {
    return this.#places.size
  }

  /** Cases without an output to score. */
  get failed(): number {
    return this.#failed
  }

  /** Writes the shard file, whole or not at all. */
  finish(file: string, header: Omit<ShardHeader, 'cases'>): void {
    const target = draftOf(file)
    try {
      withReason(file, () => {
        this.#flush()
        const handle = openSync(target.path, 'w')
        try {
          writeSync(handle, `${JSON.stringify({ ...header, cases: this.count } satisfies ShardHeader)}\n`)
          this.#copyInOrder(handle)
        } finally {
          closeSync(handle)
        }
        target.commit()
      })
    } catch (error) {
      target.discard()
      throw error
    } finally {
      this.discard()
    }
  }

  /** Forgets what was written. */
  discard(): void {
    closeSync(this.#handle)
    rmSync(this.#draft.path, { force: true })
  }

  #flush(): void {
    if (this.#batched === 0) return
    writeSync(this.#handle, this.#batch.join(''), this.#written)
    this.#written += this.#batched
    this.#batch = []
    this.#batched = 0
  }

  /** Cases that already lie in order are copied together. */
  #copyInOrder(handle: number): void {
    const places = [...this.#places.values()].sort((a, b) => a.line - b.line)
    let [start, end] = [0, 0]
    const copy = (): void => {
      const bytes = Buffer.allocUnsafe(end - start)
      if (bytes.length === 0) return
      readSync(this.#handle, bytes, 0, bytes.length, start)
      writeSync(handle, bytes)
    }
    for (const place of places) {
      if (place.start !== end || end - start >= BATCH) {
        copy()
        start = place.start
      }
      end = place.start + place.size
    }
    copy()
  }
}

function withReason<T>(file: string, write: () => T): T {
  try {
    return write()
  } catch (error) {
    if (error instanceof EdgejsonError) throw error
    throw new EdgejsonError('IO', `cannot write the shard file ${file}: ${errorMessage(error)}. ${WAY_OUT}`, {
      cause: error,
    })
  }
}
