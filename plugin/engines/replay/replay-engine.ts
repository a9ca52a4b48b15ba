import path from 'node:path'
import { EdgejsonError, isMissing } from '../../core/errors.ts'
import { quoted } from '../../core/printable.ts'
import type { Completion } from '../../records/completion.ts'
import type { CompletionRequest, Engine } from '../../records/engine.ts'
import type { ModelInfo } from '../../records/model-info.ts'
import { modelInfo } from '../../records/model-info.ts'
import type { RecordedCompletion } from '../../records/recording.ts'
import { interruption, toCompletion } from '../contract/completions.ts'
import { readRecording } from './read-recording.ts'
import { promptSha256, recordedRequest, stopOf } from './recording-format.ts'

/** A completion in memory. Several for one prompt form a linked list, the last recorded first. */
interface Recorded {
  readonly id: string
  readonly maxNewTokens: number
  /** See `stopOf`. */
  readonly stop: string
  readonly repeat: number
  readonly completion: Completion
  readonly earlier: Recorded | undefined
}

/**
 * An engine that returns completions of a recording. `specifier` is what the user wrote (`replay:FILE`).
 *
 * @throws EdgejsonError `BAD_RECORDING` if the file is missing, empty or broken.
 */
export async function loadReplay(file: string, specifier: string): Promise<Engine> {
  const byPrompt = new Map<string, Recorded>()
  const byId = new Map<string, Completion>()
  let model: ModelInfo | null = null
  let sampling: string | undefined
  try {
    for await (const item of readRecording(file)) {
      if (item.kind === 'header') {
        model = joined(model, { ...item.header.model, specifier })
        sampling = item.header.sampling
      } else if (item.kind === 'answer') remember(byPrompt, item.answer)
      else if (item.kind === 'foreign') {
        const { id, output, repeat = 1, ...known } = item.answer
        const name = foreignName(id, repeat)
        if (byId.has(name)) {
          const which = repeat === 1 ? '' : ` with repeat ${repeat}`
          throw new EdgejsonError(
            'BAD_RECORDING',
            `${file}:${item.line}: a second answer to ${quoted(id)}${which}; without prompts an id must be unique, or the ` +
              'lines be numbered by "repeat"',
          )
        }
        byId.set(name, toCompletion({ text: output, ...known }, true))
      }
    }
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new EdgejsonError(
      'BAD_RECORDING',
      `there is no recording ${file}. Run once with the model itself to record its answers, or correct the path.`,
    )
  }
  if (model === null && byId.size === 0) {
    throw new EdgejsonError(
      'BAD_RECORDING',
      `${file} contains no completions. It must be a recording, or lines {"id": …, "output": …}.`,
    )
  }

  let closed = false
  return {
    model: model ?? modelInfo({ id: path.parse(file).name, specifier, engine: 'replay' }),
    // Concurrent requests would not be faster: nothing waits.
    concurrency: 1,
    replay: true,
    ...(sampling === undefined ? {} : { sampling }),
    async generate(requests, signal) {
      if (closed) {
        throw new EdgejsonError('ENGINE_FAILED', `the recording ${file} is closed; load it again`)
      }
      return requests.map((request) => {
        if (signal?.aborted) return toCompletion({ text: '', failure: interruption(signal) }, true)
        return model === null
          ? (byId.get(foreignName(request.id, repeatOf(request))) ?? missing(request, file))
          : find(byPrompt, request, file)
      })
    },
    async close() {
      closed = true
      byPrompt.clear()
      byId.clear()
    },
  }
}

/** A recording joined from several machines belongs to none of them. */
function joined(before: ModelInfo | null, next: ModelInfo): ModelInfo {
  const same = <Key extends 'threads' | 'cpu'>(key: Key): ModelInfo[Key] | null =>
    before === null || before[key] === next[key] ? next[key] : null
  return { ...next, threads: same('threads'), cpu: same('cpu') }
}

function remember(byPrompt: Map<string, Recorded>, { id, request, completion }: RecordedCompletion): void {
  const { promptSha256: prompt, maxNewTokens } = request
  const stop = stopOf(request)
  const repeat = repeatOf(request)
  const earlier = byPrompt.get(prompt)
  byPrompt.set(prompt, {
    id,
    maxNewTokens,
    stop,
    repeat,
    completion: { ...completion, replayed: true },
    earlier,
  })
}

/**
 * The completion of the same prompt with the same token limit, stop criterion and repeat; among several, that of the
 * same example.
 */
function find(byPrompt: ReadonlyMap<string, Recorded>, request: CompletionRequest, file: string): Completion {
  const prompt = promptSha256(request.prompt)
  const latest = byPrompt.get(prompt)
  const stop = stopOf(recordedRequest(request, prompt))
  let best: Recorded | undefined
  for (let each = latest; each !== undefined; each = each.earlier) {
    if (each.maxNewTokens !== request.maxNewTokens || each.stop !== stop) continue
    if (each.repeat !== repeatOf(request)) continue
    if (each.id === request.id) return each.completion
    best ??= each
  }
  return best?.completion ?? missing(request, file, latest)
}

function missing(request: CompletionRequest, file: string, other?: Recorded): Completion {
  const repeat = repeatOf(request)
  const sameSettings =
    other === undefined ||
    (other.maxNewTokens === request.maxNewTokens && other.stop === stopOf(recordedRequest(request, '')))
  const which = repeat === 1 ? '' : `repeat ${repeat} of `
  const why =
    repeat > 1 && sameSettings
      ? 'Each repeat needs a completion of its own: lower the option repeats, or record the run again with the model itself'
      : other === undefined
        ? 'Record the run again with the model itself'
        : `It has one to this prompt with maxNewTokens ${other.maxNewTokens} and stop ${quoted(other.stop)}; ` +
          `asked was maxNewTokens ${request.maxNewTokens} and stop ${quoted(stopOf(recordedRequest(request, '')))}. ` +
          'Set these options as they were, or record the run again'
  const message = `${file} has no output for ${which}${quoted(request.id)}. ${why}.`
  return toCompletion({ text: '', failure: { code: 'NOT_RECORDED', message } }, true)
}

const repeatOf = ({ repeat = 1 }: { readonly repeat?: number }): number => repeat

/** An id may contain every character, but the number before it ends at the first space. */
const foreignName = (id: string, repeat: number): string => `${repeat} ${id}`
