import { condensed } from '../../core/printable.ts'
import type { Completion, CompletionTimings, SpeculationCounts } from '../../records/completion.ts'
import type { CompletionKind } from '../../records/finish-reason.ts'

/**
 * Codes of a failed request.
 * - `ENGINE_TIMEOUT` the time limit of the request was reached;
 * - `ENGINE_FAILED` the engine failed on this request;
 * - `NOT_RECORDED` the recording has no completion for it;
 * - `PROMPT_TOO_LONG` the prompt alone fills the context of the model, or leaves less of it than a server
 *   accepts;
 * - `SERVER_UNREACHABLE` no connection to the server, or the connection broke;
 * - `SERVER_OVERLOADED` the server has no capacity, limits the rate or is still loading its model;
 * - `SERVER_FAILED` the server reports an internal error, by its status or inside a success;
 * - `REQUEST_REFUSED` the server rejects the request: key, model name, parameters;
 * - `CONTENT_FILTER` the provider removed the prompt or the completion;
 * - `BAD_RESPONSE` the response is not a completion: a page of HTML, broken JSON, no choices;
 * - `CIRCUIT_OPEN` not sent, because the server failed too many examples in a row;
 * - `ABORTED` the caller aborted the request or the engine was closed.
 */
export type FailureCode =
  | 'ENGINE_TIMEOUT'
  | 'ENGINE_FAILED'
  | 'NOT_RECORDED'
  | 'PROMPT_TOO_LONG'
  | 'SERVER_UNREACHABLE'
  | 'SERVER_OVERLOADED'
  | 'SERVER_FAILED'
  | 'REQUEST_REFUSED'
  | 'CONTENT_FILTER'
  | 'BAD_RESPONSE'
  | 'CIRCUIT_OPEN'
  | 'ABORTED'

/** What an engine returns for one request. Absent fields are unknown. */
export interface EngineResult {
  /** The output text, as the model wrote it. */
  readonly text: string
  /** Why the completion ended. Default `stop`. */
  readonly finishReason?: 'stop' | 'length' | 'json_complete' | 'tool_call'
  /** Where the text comes from, see `Completion.kind`. */
  readonly kind?: CompletionKind
  /** See `Completion.reasoningOpened`. */
  readonly reasoningOpened?: string
  /** Tokens of the prompt. */
  readonly tokensIn?: number | null
  /** Those of them whose keys and values came from a prefix cache. */
  readonly cachedTokensIn?: number
  /** Generated tokens with the end token. */
  readonly tokensOut?: number | null
  /** Milliseconds; the total is measured where it is left out. */
  readonly timings?: Partial<CompletionTimings>
  /** Draft tokens that were verified, and those that were accepted. */
  readonly speculation?: SpeculationCounts
  /** Set when the request failed; `text` is then the output so far. */
  readonly failure?: { readonly code: FailureCode; readonly message: string }
}

/** Timings if nothing is known. */
export const UNKNOWN_TIMINGS: CompletionTimings = {
  queueMs: null,
  prefillMs: null,
  firstTokenMs: null,
  decodeMs: null,
  totalMs: null,
}

/** The completion of a result or of a failure. */
export function toCompletion(answer: EngineResult, replayed = false): Completion {
  const { text, failure } = answer
  const known = {
    text,
    tokensIn: answer.tokensIn ?? null,
    tokensOut: answer.tokensOut ?? null,
    timings: { ...UNKNOWN_TIMINGS, ...answer.timings },
    ...(answer.kind === undefined ? {} : { kind: answer.kind }),
    ...(answer.reasoningOpened === undefined ? {} : { reasoningOpened: answer.reasoningOpened }),
    ...(answer.cachedTokensIn === undefined ? {} : { cachedTokensIn: answer.cachedTokensIn }),
    ...(answer.speculation === undefined ? {} : { speculation: answer.speculation }),
    replayed,
  }
  if (failure === undefined) return { ...known, finishReason: answer.finishReason ?? 'stop' }
  return {
    ...known,
    finishReason: failure.code === 'ENGINE_TIMEOUT' ? 'timeout' : 'error',
    error: { code: failure.code, message: condensed(failure.message, 1000) },
  }
}

/** Why work on a request is interrupted; the `reason` of the signal that the engine receives. */
export class Interruption extends Error {
  override readonly name = 'Interruption'
  readonly code: FailureCode

  constructor(code: 'ENGINE_TIMEOUT' | 'ABORTED', message: string) {
    super(message)
    this.code = code
  }
}

/** The failure to report for an aborted signal. */
export function interruption(signal: AbortSignal): { code: FailureCode; message: string } {
  const reason: unknown = signal.reason
  if (reason instanceof Interruption) return { code: reason.code, message: reason.message }
  return { code: 'ABORTED', message: 'the run was stopped' }
}
