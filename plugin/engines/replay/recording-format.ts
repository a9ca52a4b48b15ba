import { createHash } from 'node:crypto'
import { isRecord } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { reasoningName } from '../../extraction/reasoning.ts'
import type { Completion, StopCriterion } from '../../records/completion.ts'
import type { CompletionRequest, RenderedPrompt } from '../../records/engine.ts'
import { exampleId } from '../../records/example-id.ts'
import type { ModelInfo } from '../../records/model-info.ts'
import { completionProblem, isCompletion } from '../contract/completion-guard.ts'
import { UNKNOWN_TIMINGS } from '../contract/completions.ts'
import { parseModelInfo } from '../contract/model-info.ts'
import { modelIdentity } from './model-identity.ts'

/** First line of a recording. */
export interface RecordingHeader {
  readonly kind: 'edgejson-recording'
  readonly version: 1
  readonly model: ModelInfo
  /**
   * The earliest time at which any of its completions may have been generated, ISO 8601, UTC; null in
   * recordings of other tools.
   */
  readonly createdAt: string | null
  /** `EDGEJSON_RUN_ID` of the run, null if it had none. */
  readonly runId: string | null
  /** Hash of the engine options, see {@link optionsSha256}; null if unknown. */
  readonly optionsSha256: string | null
}

/** Every other line: one completion and its request. */
export interface RecordedCompletion {
  /** Hash of everything that determines the completion; see {@link recordingKey}. */
  readonly key: string
  readonly id: string
  readonly request: {
    readonly promptSha256: string
    readonly maxNewTokens: number
    readonly stop: StopCriterion
    /** Markers of reasoning, which decide the stop and which special tokens are text: as JSON or `none`; absent: the default ones. */
    readonly reasoning?: string
  }
  readonly completion: Completion
}

/** An output of another tool, identified by the id of the example. */
export interface ForeignCompletion {
  readonly id: string
  readonly output: string
}

/**
 * SHA-256, hex, of a prompt: of the JSON text `["text","…"]` or `["chat","…"]`, which also distinguishes lone
 * surrogates.
 */
export function promptSha256({ kind, text }: RenderedPrompt): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, text]))
    .digest('hex')
}

/**
 * Options that change how a completion is obtained but not its content, and the API key, which must not be
 * stored.
 */
const WITHOUT_EFFECT = ['apiKey', 'cacheDir', 'kvCacheMegabytes', 'retries', 'concurrency', 'root', 'model']

/**
 * SHA-256, hex, of the engine options that may change a completion. A module receives all of them and may use
 * any.
 */
export function optionsSha256(options: Readonly<Record<string, unknown>>): string {
  const known = Object.entries(options).filter(([name]) => !WITHOUT_EFFECT.includes(name))
  known.sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(known)).digest('hex')
}

/** The recorded part of a request. */
export function recordedRequest(
  { maxNewTokens, stop, reasoning }: CompletionRequest,
  prompt: string,
): RecordedCompletion['request'] {
  const recorded = { promptSha256: prompt, maxNewTokens, stop }
  return reasoning === undefined ? recorded : { ...recorded, reasoning: reasoningName(reasoning) }
}

/** The stop criterion of a recorded request as one text. */
export function stopOf({
  stop,
  reasoning,
}: Pick<RecordedCompletion['request'], 'stop' | 'reasoning'>): string {
  return reasoning === undefined ? stop : `${stop} with reasoning ${reasoning}`
}

/**
 * The recording key of a request: rendered prompt, token limit, stop criterion, constraint, engine options and the
 * identity of the model, which includes the hash of the chat template. Neither the dataset nor the metrics
 * are part of it: scoring again needs no model.
 */
export function recordingKey(
  { model, optionsSha256: options }: Pick<RecordingHeader, 'model' | 'optionsSha256'>,
  request: CompletionRequest,
  prompt: string,
): string {
  const stop = stopOf(recordedRequest(request, prompt))
  const parts = [prompt, request.maxNewTokens, stop, modelIdentity(model), options]
  if (request.constraint !== undefined) parts.push(JSON.stringify(request.constraint))
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** Reads a header; a string says what is wrong with it. */
export function parseHeader(value: Record<string, unknown>): RecordingHeader | string {
  if (value.kind !== 'edgejson-recording') return `kind must be "edgejson-recording"`
  if (value.version !== 1) return `version ${quoted(value.version)} is not known here; this release reads 1`
  const model = parseModelInfo(value.model)
  if (typeof model === 'string') return model
  const text = (name: string): string | null => {
    const found = value[name]
    return typeof found === 'string' ? found : null
  }
  return {
    kind: 'edgejson-recording',
    version: 1,
    model,
    createdAt: text('createdAt'),
    runId: text('runId'),
    optionsSha256: text('optionsSha256'),
  }
}

/** Reads a recorded completion; a string says what is wrong with it. */
export function parseRecorded(value: Record<string, unknown>): RecordedCompletion | string {
  const { key, id, request } = value
  if (typeof key !== 'string') return 'key must be a string'
  if (typeof id !== 'string') return 'id must be a string'
  if (!isRecord(request)) return 'request must be an object'
  const { promptSha256: prompt, maxNewTokens, stop, reasoning } = request
  if (typeof prompt !== 'string') return 'request.promptSha256 must be a string'
  if (typeof maxNewTokens !== 'number') return 'request.maxNewTokens must be a number'
  if (stop !== 'eos' && stop !== 'json_complete') return 'request.stop must be "eos" or "json_complete"'
  if (reasoning !== undefined && typeof reasoning !== 'string') return 'request.reasoning must be a string'
  const completion = parseCompletion(value.completion)
  if (typeof completion === 'string') return completion
  const recorded: RecordedCompletion['request'] = { promptSha256: prompt, maxNewTokens, stop }
  return { key, id, request: reasoning === undefined ? recorded : { ...recorded, reasoning }, completion }
}

/** Reads an output of another tool; a string says what is wrong with it. */
export function parseForeign(value: Record<string, unknown>): ForeignCompletion | string {
  const { id, output } = value
  if (typeof id !== 'string') return 'id must be a string'
  if (typeof output !== 'string') return 'output must be the output text as a string'
  return { id: exampleId(id), output }
}

/** Every field of the line is kept, known or not. Fields that another tool left out are unknown. */
function parseCompletion(value: unknown): Completion | string {
  if (!isRecord(value)) return 'completion must be an object'
  const timings = { ...UNKNOWN_TIMINGS, ...(isRecord(value.timings) ? value.timings : {}) }
  const completion: unknown = { tokensIn: null, tokensOut: null, ...value, timings, replayed: false }
  if (value.finishReason === 'error' || value.finishReason === 'timeout')
    return 'completion: failures are not recorded'
  return isCompletion(completion) ? completion : `completion: ${completionProblem(completion)}`
}
