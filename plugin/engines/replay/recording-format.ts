import { createHash } from 'node:crypto'
import {
  COMPLETION_KINDS,
  type Completion,
  type CompletionRequest,
  type CompletionTimings,
  isRecord,
  type ModelInfo,
  quoted,
  type RenderedPrompt,
  type StopRule,
} from '../../model/index.ts'
import { UNKNOWN_TIMINGS } from '../completions.ts'
import { modelInfo } from '../model-info.ts'

/** First line of a recording. */
export interface RecordingHeader {
  readonly kind: 'edgejson-recording'
  readonly version: 1
  readonly model: ModelInfo
}

/** Every other line: one answer and what was asked. */
export interface RecordedAnswer {
  /** Hash of all that an answer may depend on; see {@link answerKey}. */
  readonly key: string
  readonly id: string
  readonly request: {
    readonly promptSha256: string
    readonly maxNewTokens: number
    readonly stop: StopRule
  }
  readonly completion: Completion
}

/** An answer made by another tool, known by the example's id. */
export interface ForeignAnswer {
  readonly id: string
  readonly output: string
}

/** SHA-256, hex, of a prompt: of the JSON text `["text","…"]` or `["chat","…"]`, which also keeps lone surrogates apart. */
export function promptSha256({ kind, text }: RenderedPrompt): string {
  return createHash('sha256')
    .update(JSON.stringify([kind, text]))
    .digest('hex')
}

/**
 * Key of an answer: prompt, model, dtype, engine with version, token limit and stop rule. Neither the dataset nor the
 * metrics are part of it: scoring anew never asks the model again.
 */
export function answerKey(model: ModelInfo, request: CompletionRequest, prompt: string): string {
  const parts = [prompt, ...modelKey(model), request.maxNewTokens, request.stop]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** True when answers of both may stand in one recording. */
export function isSameModel(a: ModelInfo, b: ModelInfo): boolean {
  return JSON.stringify(modelKey(a)) === JSON.stringify(modelKey(b))
}

function modelKey(model: ModelInfo): (string | null)[] {
  return [model.sha256 ?? model.id, model.dtype, model.engine, model.engineVersion]
}

/** Reads a header; a string says what is wrong with it. */
export function parseHeader(value: Record<string, unknown>): RecordingHeader | string {
  if (value.kind !== 'edgejson-recording') return `kind must be "edgejson-recording"`
  if (value.version !== 1) return `version ${quoted(value.version)} is not known here; this release reads 1`
  const { model } = value
  if (!isRecord(model) || typeof model.id !== 'string') return 'model must be an object with an id'
  const text = (key: string): string | null => {
    const found = model[key]
    return typeof found === 'string' ? found : null
  }
  const number = (key: string): number | null => {
    const found = model[key]
    return typeof found === 'number' ? found : null
  }
  return {
    kind: 'edgejson-recording',
    version: 1,
    model: modelInfo({
      id: model.id,
      specifier: text('specifier') ?? model.id,
      sha256: text('sha256'),
      dtype: text('dtype'),
      engine: text('engine') ?? 'unknown',
      engineVersion: text('engineVersion'),
      threads: number('threads'),
      parameters: number('parameters'),
      bytes: number('bytes'),
      contextLength: number('contextLength'),
    }),
  }
}

/** Reads a recorded answer; a string says what is wrong with it. */
export function parseAnswer(value: Record<string, unknown>): RecordedAnswer | string {
  const { key, id, request } = value
  if (typeof key !== 'string') return 'key must be a string'
  if (typeof id !== 'string') return 'id must be a string'
  if (!isRecord(request)) return 'request must be an object'
  const { promptSha256: prompt, maxNewTokens, stop } = request
  if (typeof prompt !== 'string') return 'request.promptSha256 must be a string'
  if (typeof maxNewTokens !== 'number') return 'request.maxNewTokens must be a number'
  if (stop !== 'eos' && stop !== 'json_complete') return 'request.stop must be "eos" or "json_complete"'
  const completion = parseCompletion(value.completion)
  if (typeof completion === 'string') return completion
  return { key, id, request: { promptSha256: prompt, maxNewTokens, stop }, completion }
}

/** Reads an answer of another tool; a string says what is wrong with it. */
export function parseForeign(value: Record<string, unknown>): ForeignAnswer | string {
  const { id, output } = value
  if (typeof id !== 'string') return 'id must be a string'
  if (typeof output !== 'string') return 'output must be the raw answer as a string'
  return { id, output }
}

function parseCompletion(value: unknown): Completion | string {
  if (!isRecord(value)) return 'completion must be an object'
  const { text, finishReason } = value
  if (typeof text !== 'string') return 'completion.text must be a string'
  if (
    finishReason !== 'stop' &&
    finishReason !== 'length' &&
    finishReason !== 'json_complete' &&
    finishReason !== 'tool_call'
  ) {
    return 'completion.finishReason must be "stop", "length", "json_complete" or "tool_call"; failures are not recorded'
  }
  const kind = COMPLETION_KINDS.find((each) => each === value.kind)
  return {
    text,
    finishReason,
    ...(kind === undefined ? {} : { kind }),
    tokensIn: numberOrNull(value.tokensIn),
    tokensOut: numberOrNull(value.tokensOut),
    timings: parseTimings(value.timings),
    replayed: false,
  }
}

function parseTimings(value: unknown): CompletionTimings {
  if (!isRecord(value)) return UNKNOWN_TIMINGS
  return {
    queueMs: numberOrNull(value.queueMs),
    prefillMs: numberOrNull(value.prefillMs),
    firstTokenMs: numberOrNull(value.firstTokenMs),
    decodeMs: numberOrNull(value.decodeMs),
    totalMs: numberOrNull(value.totalMs),
  }
}

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}
