import { isRecord } from '../../../core/json/json.ts'
import { type CompletionRequest, chatMessages } from '../../../records/engine.ts'
import { agreedConstraint } from '../../contract/agreed-constraint.ts'
import type { ServerApi } from '../../contract/options.ts'
import { constraintFields } from './constraint-fields.ts'
import type { ServerSettings } from './server-settings.ts'

/** One call of a server: the path below its base URL, and the body. */
export interface ServerCall {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

const PATHS: Readonly<Record<ServerApi, string>> = {
  chat: '/chat/completions',
  completions: '/completions',
  responses: '/responses',
  ollama: '/api/chat',
}

/**
 * The base URL of an API. Ollama has its own outside of `/v1`.
 */
export function apiBase(api: ServerApi, url: string): string {
  return api === 'ollama' ? url.replace(/\/(?:v1|api)$/, '') : url
}

/**
 * The call for a completion.
 *
 * @param limit tokens to generate at most: the limit of the request, or fewer if the context leaves fewer
 * @param limitField name of the field with the limit, where the API has several
 * @throws EdgejsonError `ENGINE_FAILED` for a request whose constraint does not match the engine's
 */
export function completionCall(
  settings: ServerSettings,
  model: string,
  request: CompletionRequest,
  limit: number,
  limitField: string,
): ServerCall {
  const { api, temperature, seed } = settings
  const sampling = {
    ...(temperature === null ? {} : { temperature }),
    // Equal seeds would make the repeats of an example copies of each other.
    ...(seed === null ? {} : { seed: seed + (request.repeat ?? 1) - 1 }),
  }
  const constraint = agreedConstraint(settings.constraint, request)
  const fields = constraint === null ? {} : constraintFields(...constraint)
  const own = {
    model,
    ...inputOf(api, request),
    ...streaming(settings),
    ...fields,
    ...toolFields(settings, request),
  }
  const body =
    api === 'ollama'
      ? { ...own, options: { ...sampling, num_predict: limit, ...contextOf(settings) } }
      : api === 'responses'
        ? { ...own, ...sampling, [limitField]: limit, store: false }
        : { ...own, ...sampling, [limitField]: limit }
  return { path: PATHS[api], body: merged(body, settings.body) }
}

/**
 * Every API writes a tool in its own way; Ollama cannot require a call. There is one tool, so `required` means it; llama-server
 * ignores a choice by name.
 */
function toolFields({ api, tools }: ServerSettings, { tool }: CompletionRequest): Record<string, unknown> {
  if (tools === null || tool === undefined) return {}
  const { name, parameters } = tool
  return {
    tools: [
      api === 'responses'
        ? { type: 'function', name, parameters, strict: false }
        : { type: 'function', function: { name, parameters } },
    ],
    ...(api === 'ollama' ? {} : { tool_choice: tools }),
  }
}

/** Chat and plain completions send their figures in a stream only on request. */
function streaming({ api, stream }: ServerSettings): Record<string, unknown> {
  return stream && (api === 'chat' || api === 'completions')
    ? { stream, stream_options: { include_usage: true } }
    : { stream }
}

/** The name of the field with the token limit. */
export function defaultLimitField(api: ServerApi): string {
  return api === 'responses' ? 'max_output_tokens' : 'max_tokens'
}

function inputOf(api: ServerApi, { prompt }: CompletionRequest): Record<string, unknown> {
  if (api === 'completions') return { prompt: prompt.text }
  const messages = chatMessages(prompt)
  return api === 'responses' ? { input: messages } : { messages }
}

function contextOf({ numCtx }: ServerSettings): Record<string, unknown> {
  return numCtx === null ? {} : { num_ctx: numCtx }
}

/** The user's fields next to ours. Objects that both have are merged; `checkBody` has excluded fields of the same name. */
function merged(
  own: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...own }
  for (const [name, value] of Object.entries(more)) {
    const before = result[name]
    result[name] = isRecord(before) && isRecord(value) ? { ...before, ...value } : value
  }
  return result
}
