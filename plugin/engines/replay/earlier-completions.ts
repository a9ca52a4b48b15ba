import path from 'node:path'
import { EdgejsonError } from '../../core/errors.ts'
import type { RecordedCompletion, RecordingHeader } from '../../records/recording.ts'
import { modelDifferences, modelIdentity } from './model-identity.ts'
import { readRecording } from './read-recording.ts'

/** Maximum age of recorded completions that a run reuses, in hours since their run began. */
export const REUSE_HOURS: {
  /** For a model with a content hash: the completions are its own; only their times are older. */
  readonly withContentHash: number
  /** For any other model, by explicit choice: nothing proves which model made the completions. */
  readonly byChoice: number
} = { withContentHash: 7 * 24, byChoice: 24 }

/** Partial files that are kept for later. */
const KEPT_FILES = 5

/** Allows a run to reuse completions of a model without a content hash. */
export interface ReuseChoice {
  /** The option `record: 'resume'`. */
  readonly resume: boolean
  /** `EDGEJSON_RUN_ID`: the same for all attempts of one run; null if not set. */
  readonly runId: string | null
}

/** What the completions of this run depend on. */
export type ThisRun = Pick<RecordingHeader, 'model' | 'optionsSha256'>

/** Completions of an interrupted run that this run may reuse. */
export interface EarlierCompletions {
  readonly file: string
  /** The earliest time at which any of them may have been generated, ISO 8601, UTC. */
  readonly createdAt: string
  /** By {@link entryName}. */
  readonly byEntry: ReadonlyMap<string, RecordedCompletion>
}

export interface EarlierRuns {
  /** Null if nothing may be reused. */
  readonly reused: EarlierCompletions | null
  /** Files that no later run will reuse. */
  readonly expired: readonly string[]
  readonly notes: readonly string[]
}

/**
 * Chooses among the partial files of interrupted runs: the latest one that may be reused.
 *
 * @param now milliseconds since 1970
 */
export async function findEarlier(
  files: readonly string[],
  run: ThisRun,
  choice: ReuseChoice,
  now: number,
): Promise<EarlierRuns> {
  const expired = files.slice(KEPT_FILES)
  const damage: string[] = []
  let refusal: string | null = null
  for (const file of files.slice(0, KEPT_FILES)) {
    let found: ReadRecording
    try {
      found = await readPartial(file, (header) => whyNot(header, run, choice, now))
    } catch (error) {
      if (!(error instanceof EdgejsonError && error.code === 'BAD_RECORDING')) throw error
      damage.push(`the completions of an interrupted run are not reused: ${error.text}`)
      continue
    }
    if (found.kind === 'empty') expired.push(file)
    else if (found.kind === 'refused') {
      refusal ??= found.refusal.note
      if (found.refusal.forGood) expired.push(file)
    } else {
      const { header, byEntry, notes } = found
      const createdAt = header.createdAt ?? ''
      return {
        reused: { file, createdAt, byEntry },
        expired,
        notes: [...damage, ...notes, ...choiceNote(header, choice)],
      }
    }
  }
  return { reused: null, expired, notes: refusal === null ? damage : [...damage, refusal] }
}

/** Two examples may have the same prompt; each has its own completion. */
export function entryName(key: string, id: string): string {
  return `${key} ${id}`
}

interface Refusal {
  readonly note: string
  /** True if no other option and no other model would allow the reuse. */
  readonly forGood: boolean
}

/** Why a run may not reuse the completions under this header; null if it may. */
function whyNot(
  { model: theirs, createdAt, runId, optionsSha256 }: RecordingHeader,
  run: ThisRun,
  choice: ReuseChoice,
  now: number,
): Refusal | null {
  const not = 'the completions of an interrupted run are not reused'
  const hashed = theirs.contentSha256 !== null
  const hours = hashed ? REUSE_HOURS.withContentHash : REUSE_HOURS.byChoice
  const age = createdAt === null ? Number.NaN : Math.abs(now - Date.parse(createdAt))
  // NaN, the age of a recording without a date, is never within the limit.
  if (!(age <= hours * 3_600_000)) {
    return { note: `${not}: they are older than ${hours} hours`, forGood: true }
  }
  const others = modelIdentity(theirs) === modelIdentity(run.model) ? [] : modelDifferences(theirs, run.model)
  if (optionsSha256 !== run.optionsSha256) others.push('set of engine options')
  if (others.length > 0) return { note: `${not}, they are of another ${others.join(', ')}`, forGood: false }
  if (hashed || choice.resume || (choice.runId !== null && choice.runId === runId)) return null
  const note =
    `${not}: the model has no content hash, so they may be another model's. To reuse them all the same, set ` +
    "record: 'resume', or give both attempts the same EDGEJSON_RUN_ID"
  return { note, forGood: false }
}

/** The report says when completions are reused without a content hash. */
function choiceNote({ model, createdAt }: RecordingHeader, { resume }: ReuseChoice): string[] {
  if (model.contentSha256 !== null) return []
  const by = resume ? "record: 'resume'" : 'EDGEJSON_RUN_ID'
  return [
    `the completions of an interrupted run, begun ${createdAt}, are reused by choice (${by}): the model has no content hash, ` +
      'so nothing proves that they are its own',
  ]
}

type ReadRecording =
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'read'
      readonly header: RecordingHeader
      readonly byEntry: Map<string, RecordedCompletion>
      readonly notes: readonly string[]
    }

/** @throws EdgejsonError `BAD_RECORDING` if the file is damaged elsewhere than at its end. */
async function readPartial(
  file: string,
  refuse: (header: RecordingHeader) => Refusal | null,
): Promise<ReadRecording> {
  const byEntry = new Map<string, RecordedCompletion>()
  const notes: string[] = []
  let header: RecordingHeader | null = null
  for await (const item of readRecording(file, { tolerateCut: true })) {
    if (item.kind === 'cut') {
      if (header !== null)
        notes.push(
          `${path.basename(file)}:${item.line} was half-written by an interrupted run; the line is dropped`,
        )
    } else if (item.kind === 'foreign') {
      throw new EdgejsonError('BAD_RECORDING', `${file}:${item.line}: the header of the recording is missing`)
    } else if (item.kind === 'header') {
      header = item.header
      const refusal = refuse(header)
      if (refusal !== null) return { kind: 'refused', refusal }
    } else byEntry.set(entryName(item.answer.key, item.answer.id), item.answer)
  }
  return header === null || byEntry.size === 0 ? { kind: 'empty' } : { kind: 'read', header, byEntry, notes }
}
