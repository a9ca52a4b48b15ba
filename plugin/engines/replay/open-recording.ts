import { mkdir, rename, unlink } from 'node:fs/promises'
import path from 'node:path'
import { EdgejsonError, errorMessage, isMissing } from '../../core/errors.ts'
import { quoted } from '../../core/printable.ts'
import type { Completion } from '../../records/completion.ts'
import type { CompletionRequest, Engine } from '../../records/engine.ts'
import { hasOutput } from '../../records/finish-reason.ts'
import type { RecordedCompletion, RecordingHeader } from '../../records/recording.ts'
import {
  type EarlierRuns,
  entryName,
  findEarlier,
  type ReuseChoice,
  type ThisRun,
} from './earlier-completions.ts'
import { findPartials, openPartial, releasePartial } from './partial-files.ts'
import { readRecording } from './read-recording.ts'
import { RecordingFile } from './recording-file.ts'
import { optionsSha256, promptSha256, recordedRequest, recordingKey } from './recording-format.ts'

/** What is recorded, and where. */
export interface RecordingOptions extends Partial<ReuseChoice> {
  /** A live engine. */
  readonly engine: Engine
  /**
   * The recording of a whole run, `….jsonl`. During a run its completions are in a separate file next to it,
   * `….partial.….jsonl`. Such files of interrupted runs are found there.
   */
  readonly finalFile: string
  /** The options of the engine: completions under other options are not reused. Default: unknown. */
  readonly engineOptions?: Readonly<Record<string, unknown>>
  /** How the completions are sampled. Default: null, greedy decoding. */
  readonly sampling?: string | null
}

/** A live engine whose completions are recorded as they arrive. */
export interface RecordingSession {
  /** Replaces the given engine; closing it closes that one. */
  readonly engine: Engine
  /** How many requests got the completion of an interrupted run so far. */
  readonly resumed: number
  /**
   * Notes for the report: completions that were reused by choice or not reused, another run in the same
   * folder.
   */
  readonly notes: readonly string[]
  /**
   * The run is complete: its partial file becomes the final one, and the next run starts without completions.
   */
  finish(): Promise<void>
  /** The run is incomplete: its completions are kept for the next run. */
  leave(): Promise<void>
}

/**
 * Records every completion of a live engine, and reuses those of an interrupted run where everything that determines
 * them is the same by content (see {@link recordingKey}); of a model without a content hash only by {@link ReuseChoice}.
 * They were measured live, so they are not marked as replayed. Failures are not recorded and are requested again.
 * A replay engine is passed through: nothing is read or written.
 *
 * Once a completion cannot be recorded no further request is sent.
 *
 * @throws EdgejsonError `IO` when the folder cannot be read or written; `generate` of its engine rejects with `ENGINE_FAILED`
 * once the recording is closed, or where the engine returned nothing. A damaged file of an interrupted run
 * (`BAD_RECORDING`) is a note.
 */
export async function openRecording(options: RecordingOptions): Promise<RecordingSession> {
  const { engine, finalFile, resume = false, runId = null, engineOptions, sampling = null } = options
  if (engine.replay) {
    return { engine, resumed: 0, notes: [], finish: async () => {}, leave: async () => {} }
  }

  const now = Date.now()
  const found = await findPartials(finalFile)
  const run: ThisRun = {
    model: engine.model,
    optionsSha256: engineOptions === undefined ? null : optionsSha256(engineOptions),
  }
  const leftFiles = found.left.map(({ file }) => file)
  const earlier = await findEarlier(leftFiles, run, { resume, runId }, now)
  /** Never the file of a run that may still be active. */
  const discard = async (files: readonly string[]): Promise<void> => {
    for (const { file, abandoned } of found.left) if (abandoned && files.includes(file)) await remove(file)
  }
  const names = openPartial(finalFile)
  const header: RecordingHeader = {
    kind: 'edgejson-recording',
    version: 1,
    ...run,
    createdAt: earlier.reused?.createdAt ?? new Date(now).toISOString(),
    runId,
    ...(sampling === null ? {} : { sampling }),
  }
  const file = await begin(names.own, header, earlier)
  await discard(earlier.reused === null ? earlier.expired : [...earlier.expired, earlier.reused.file])
  const unclaimed = new Map(earlier.reused?.byEntry)
  const notes = [...earlier.notes]
  const writers = new Set(found.writers)
  const pending = new Set<Promise<unknown>>()
  let resumed = 0
  let recorded = unclaimed.size
  let state: 'open' | 'finished' | 'left' | 'closed' = 'open'

  async function one(request: CompletionRequest, signal?: AbortSignal): Promise<Completion> {
    const prompt = promptSha256(request.prompt)
    const key = recordingKey(run, request, prompt)
    const name = entryName(key, request.id)
    const known = unclaimed.get(name)
    if (known !== undefined) {
      unclaimed.delete(name)
      resumed++
      return known.completion
    }
    if (file.failure !== null) throw stopped(file.failure)
    const [completion] = await engine.generate([request], signal)
    if (completion === undefined) {
      throw new EdgejsonError(
        'ENGINE_FAILED',
        `the engine of ${quoted(engine.model.id)} returned no completion`,
      )
    }
    if (hasOutput(completion)) {
      await file.append([{ key, id: request.id, request: recordedRequest(request, prompt), completion }])
      recorded++
    }
    return completion
  }

  async function release(): Promise<void> {
    await Promise.allSettled(pending)
    releasePartial(names.own)
    // Nothing to keep, or nothing that could be moved: a removed file, a full disk.
    if (recorded === 0) await remove(names.own)
    else if (file.failure === null) await move(names.own, names.left)
  }

  return {
    engine: {
      model: engine.model,
      concurrency: engine.concurrency,
      replay: false,
      ...(engine.notes === undefined ? {} : { notes: engine.notes }),
      async generate(requests, signal) {
        if (state !== 'open') {
          throw new EdgejsonError('ENGINE_FAILED', `the recording ${finalFile} is ${state}; open another one`)
        }
        // One by one, so that each completion is written as soon as it is there, not after the last one.
        const all = Promise.all(requests.map((request) => one(request, signal)))
        pending.add(all)
        try {
          return await all
        } finally {
          pending.delete(all)
        }
      },
      async close() {
        if (state === 'closed') return
        const wasOpen = state === 'open'
        state = 'closed'
        // The engine first: closing it ends the requests in flight, and a completion that still arrives is
        // written.
        await engine.close()
        if (wasOpen) await release()
      },
    },
    get resumed() {
      return resumed
    },
    get notes() {
      return writers.size === 0 ? notes : [...notes, sharedFolderNote(finalFile, [...writers])]
    },
    async leave() {
      if (state !== 'open') return
      state = 'left'
      await release()
    },
    async finish() {
      if (state !== 'open') return
      state = 'finished'
      await Promise.allSettled(pending)
      await file.flush()
      if (unclaimed.size > 0) {
        notes.push(`${unclaimed.size} completions of the interrupted run were not requested and are left out`)
        await withoutUnclaimed(names.own, finalFile, header, unclaimed)
      } else {
        await move(names.own, finalFile)
      }
      releasePartial(names.own)
      const others = await findPartials(finalFile)
      for (const pid of others.writers) writers.add(pid)
      await discard(leftFiles)
    },
  }
}

/** The file of this run, with the completions that it reuses. */
async function begin(own: string, header: RecordingHeader, { reused }: EarlierRuns): Promise<RecordingFile> {
  try {
    const file = await RecordingFile.create(own, header)
    if (reused !== null) {
      await file.append([...reused.byEntry.values()])
      await file.flush()
    }
    return file
  } catch (error) {
    releasePartial(own)
    throw error
  }
}

function stopped(failure: EdgejsonError): EdgejsonError {
  return new EdgejsonError(
    'IO',
    `no further request is sent, because a completion could not be recorded: ${failure.text}. Make room, or let the ` +
      'output folder exist for the whole run; `record: false` runs without a recording.',
    { cause: failure },
  )
}

function sharedFolderNote(finalFile: string, writers: readonly number[]): string {
  return (
    `another run (process ${writers.join(', ')}) used the same output folder at the same time: each recorded for itself, and ` +
    `${path.basename(finalFile)} and the reports are those of the run that ended last. EDGEJSON_OUTPUT_DIR gives a run its own folder`
  )
}

/** Copies a recording without the completions that were not requested. */
async function withoutUnclaimed(
  from: string,
  to: string,
  header: RecordingHeader,
  unclaimed: ReadonlyMap<string, RecordedCompletion>,
): Promise<void> {
  const temporary = from.replace(/\.jsonl$/, '.tmp')
  await remove(temporary)
  const copy = await RecordingFile.create(temporary, header)
  for await (const item of readRecording(from)) {
    if (item.kind === 'answer' && !unclaimed.has(entryName(item.answer.key, item.answer.id))) {
      await copy.append([item.answer])
    }
  }
  await copy.flush()
  await move(temporary, to)
  await remove(from)
}

async function move(from: string, to: string): Promise<void> {
  try {
    await mkdir(path.dirname(to), { recursive: true })
    await rename(from, to)
  } catch (error) {
    throw new EdgejsonError('IO', `cannot move ${from} to ${to}: ${errorMessage(error)}`, { cause: error })
  }
}

async function remove(file: string): Promise<void> {
  try {
    await unlink(file)
  } catch (error) {
    if (isMissing(error)) return
    throw new EdgejsonError('IO', `cannot remove ${file}: ${errorMessage(error)}`, { cause: error })
  }
}
