import { mkdir, rename, unlink } from 'node:fs/promises'
import path from 'node:path'
import {
  type Completion,
  type CompletionRequest,
  EdgejsonError,
  type Engine,
  errorMessage,
  isAnswered,
  type ModelInfo,
  quoted,
} from '../../model/index.ts'
import { entryName, readPartial } from './partial-recording.ts'
import { readRecording } from './read-recording.ts'
import { RecordingFile } from './recording-file.ts'
import { answerKey, promptSha256 } from './recording-format.ts'

/** What is recorded, and where. */
export interface RecordingOptions {
  /** A live engine. */
  readonly engine: Engine
  /** Where live answers are appended while the run goes on; the rest of a run that was cut off is found here. */
  readonly partialFile: string
  /** What {@link RecordingSession.finish} renames it to. */
  readonly finalFile: string
}

/** A live engine whose answers are written down as they come. */
export interface RecordingSession {
  /** Ask this one instead of the engine that was given; closing it closes that one. */
  readonly engine: Engine
  /** How many requests were answered from the recording of a run that was cut off, so far. */
  readonly resumed: number
  /** What a person should know of the partial file: its half-written end was dropped, it was of another model. */
  readonly notes: readonly string[]
  /** The run is complete: the partial file becomes the final one, and the next run starts afresh. */
  finish(): Promise<void>
}

/**
 * Records every answer of a live engine and goes on from what a run that was cut off left in `partialFile`: such
 * answers were measured live, so they are not marked as replayed. Failures are not recorded and are asked again.
 * A replay engine is passed through: nothing is read or written.
 *
 * @throws EdgejsonError `BAD_RECORDING` when the partial file is damaged elsewhere than at its end, `IO` when it
 * cannot be written.
 */
export async function openRecording(options: RecordingOptions): Promise<RecordingSession> {
  const { engine, partialFile, finalFile } = options
  if (engine.replay) return { engine, resumed: 0, notes: [], finish: async () => {} }

  const left = await readPartial(partialFile, engine.model)
  const file =
    left.keep === null
      ? await RecordingFile.create(partialFile, engine.model)
      : await RecordingFile.resume(partialFile, left.keep, left.lineBreak)
  const { answers } = left
  const notes = [...left.notes]
  const pending = new Set<Promise<unknown>>()
  let resumed = 0
  let state: 'open' | 'finished' | 'closed' = 'open'

  async function one(request: CompletionRequest, signal?: AbortSignal): Promise<Completion> {
    const prompt = promptSha256(request.prompt)
    const key = answerKey(engine.model, request, prompt)
    const name = entryName(key, request.id)
    const earlier = answers.get(name)
    if (earlier !== undefined) {
      answers.delete(name)
      resumed++
      return earlier
    }
    const [completion] = await engine.generate([request], signal)
    if (completion === undefined) {
      throw new EdgejsonError(
        'ENGINE_FAILED',
        `the engine of ${quoted(engine.model.id)} returned no completion`,
      )
    }
    if (isAnswered(completion)) {
      const { id, maxNewTokens, stop } = request
      await file.append({ key, id, request: { promptSha256: prompt, maxNewTokens, stop }, completion })
    }
    return completion
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
        // One by one, so that each answer is written when it is there and not when the last of them is.
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
        state = 'closed'
        // The engine first: it ends what is in flight, and an answer that still comes is written.
        await engine.close()
        await Promise.allSettled(pending)
      },
    },
    get resumed() {
      return resumed
    },
    get notes() {
      return notes
    },
    async finish() {
      if (state !== 'open') return
      state = 'finished'
      await Promise.allSettled(pending)
      await file.flush()
      if (answers.size > 0) {
        notes.push(`${answers.size} answers of the run that was cut off were not asked for and are left out`)
        await withoutUnasked(partialFile, finalFile, engine.model, answers)
      } else {
        await move(partialFile, finalFile)
      }
    },
  }
}

/** Copies a recording without the answers that nobody asked for. */
async function withoutUnasked(
  from: string,
  to: string,
  model: ModelInfo,
  unasked: ReadonlyMap<string, Completion>,
): Promise<void> {
  const temporary = `${to}.${process.pid}.tmp`
  const copy = await RecordingFile.create(temporary, model)
  for await (const item of readRecording(from)) {
    if (item.kind === 'answer' && !unasked.has(entryName(item.answer.key, item.answer.id))) {
      await copy.append(item.answer)
    }
  }
  await copy.flush()
  await move(temporary, to)
  await unlink(from)
}

async function move(from: string, to: string): Promise<void> {
  try {
    await mkdir(path.dirname(to), { recursive: true })
    await rename(from, to)
  } catch (error) {
    throw new EdgejsonError('IO', `cannot move ${from} to ${to}: ${errorMessage(error)}`, { cause: error })
  }
}
