import type { CompletionRequest } from '../../records/engine.ts'

/** A request whose fields a test may replace. */
export function request(more: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    id: 'one',
    prompt: { kind: 'text', text: 'prompt' },
    maxNewTokens: 64,
    stop: 'json_complete',
    timeoutMs: 20_000,
    ...more,
  }
}

/** One request for each text, with the text as id and prompt. */
export function requestsFor(
  texts: readonly string[],
  more: Partial<CompletionRequest> = {},
): CompletionRequest[] {
  return texts.map((text) => request({ id: text, prompt: { kind: 'text', text }, ...more }))
}
