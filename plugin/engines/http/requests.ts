import { type CompletionRequest, chatMessages } from '../../records/engine.ts'
import type { ServerApi } from '../contract/options.ts'

/** One call of a server: the path below its base URL, and the body. */
export interface ServerCall {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * The call for a completion, greedy and not streamed.
 *
 * @param limit tokens to generate at most: the limit of the request, or fewer if the context leaves fewer
 */
export function completionCall(
  api: ServerApi,
  model: string,
  request: CompletionRequest,
  limit: number,
): ServerCall {
  const { text } = request.prompt
  const common = { model, temperature: 0, max_tokens: limit, stream: false }
  return api === 'chat'
    ? { path: '/chat/completions', body: { ...common, messages: chatMessages(request.prompt) } }
    : { path: '/completions', body: { ...common, prompt: text } }
}
