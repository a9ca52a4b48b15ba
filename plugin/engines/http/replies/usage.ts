import { isRecord } from '../../../core/json/json.ts'
import type { CompletionTimings } from '../../../records/completion.ts'

/** Tokens of prompt and completion: `usage`, or llama-server's `timings`. */
export function readTokens(value: Record<string, unknown>): {
  tokensIn: number | null
  tokensOut: number | null
} {
  const usage = isRecord(value.usage) ? value.usage : {}
  const timings = isRecord(value.timings) ? value.timings : {}
  const cached = count(timings.cache_n)
  const processed = count(timings.prompt_n)
  return {
    // The tokens that llama-server took from its cache are not among those that it processed.
    tokensIn:
      count(usage.prompt_tokens) ?? (cached === null || processed === null ? null : cached + processed),
    tokensOut: count(usage.completion_tokens) ?? count(timings.predicted_n),
  }
}

/**
 * Measurements of the server, in ms: llama-server in `timings`, Groq in seconds in `usage`. There is no time
 * to first token, because the response is not streamed.
 */
export function readTimings(value: Record<string, unknown>): Partial<CompletionTimings> {
  const timings = isRecord(value.timings) ? value.timings : {}
  const usage = isRecord(value.usage) ? value.usage : {}
  const prefillMs = duration(timings.prompt_ms) ?? seconds(usage.prompt_time)
  const decodeMs = duration(timings.predicted_ms) ?? seconds(usage.completion_time)
  return {
    ...(prefillMs === null ? {} : { prefillMs }),
    ...(decodeMs === null ? {} : { decodeMs }),
  }
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

function duration(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
}

function seconds(value: unknown): number | null {
  const found = duration(value)
  return found === null ? null : found * 1000
}
