import {
  type CompletionRequest,
  EdgejsonError,
  type Engine,
  isRecord,
  type ModelInfo,
  quoted,
} from '../../model/index.ts'
import { type Answer, Interruption } from '../completions.ts'
import { defineEngine } from '../define-engine.ts'
import type { EngineOptions } from '../options.ts'
import { readCompletionReply } from './completion-reply.ts'
import { ServerClient } from './server-client.ts'

/** How long the server may take to tell its models, in ms. */
const HELLO_TIMEOUT_MS = 30_000

/**
 * An engine that asks an OpenAI-compatible server: llama.cpp, vLLM, Ollama and others. Answers come whole, not as a
 * stream: nothing is known about the first token, and `json_complete` cannot end an answer before the server does.
 *
 * @throws EdgejsonError `BAD_MODEL` when the server cannot be reached or tells no model.
 */
export async function loadServer(url: string, options: EngineOptions): Promise<Engine> {
  const retries = options.retries ?? 4
  if (!Number.isSafeInteger(retries) || retries < 0 || retries > 20) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `retries is ${quoted(retries)}; it must be a whole number from 0 to 20`,
    )
  }
  const api = options.api ?? 'chat'
  if (api !== 'chat' && api !== 'completions') {
    throw new EdgejsonError('BAD_OPTION', `api is ${quoted(api)}; it must be "chat" or "completions"`)
  }
  const client = new ServerClient({ url, retries, apiKey: keyOf(options) })
  let model: Partial<ModelInfo> & { readonly id: string }
  try {
    model = await servedModel(client, url, options.modelName)
  } catch (error) {
    client.close()
    throw error
  }
  return defineEngine({
    model: { ...model, specifier: options.model, engine: `openai-${api}` },
    concurrency: options.concurrency ?? 4,
    answer: (request, signal) => ask(client, api, model.id, request, signal),
    close: async () => client.close(),
  })
}

/** The key is looked up here and nowhere else, and appears in no message and no record. */
function keyOf(options: EngineOptions): string | null {
  const key = options.apiKey ?? process.env.EDGEJSON_API_KEY ?? process.env.OPENAI_API_KEY
  const trimmed = key?.trim() ?? ''
  return trimmed === '' ? null : trimmed
}

async function ask(
  client: ServerClient,
  api: 'chat' | 'completions',
  model: string,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const { prompt, maxNewTokens } = request
  if (prompt.kind === 'chat' && api === 'completions') {
    const message =
      'the chat prompt template needs the server to apply the model’s own; set api to "chat", or choose another template'
    return { text: '', failure: { code: 'ENGINE_FAILED', message } }
  }
  const common = { model, temperature: 0, max_tokens: maxNewTokens, stream: false }
  const [route, body] =
    api === 'chat'
      ? ['/chat/completions', { ...common, messages: [{ role: 'user', content: prompt.text }] }]
      : ['/completions', { ...common, prompt: prompt.text }]
  let trouble: string | null = null
  try {
    const outcome = await client.ask('POST', route, body, signal, (message) => {
      trouble = message
    })
    if (!outcome.ok) return { text: '', failure: { code: 'ENGINE_FAILED', message: outcome.message } }
    // Waiting for a server that has no room is queueing, not work.
    const timings = { totalMs: outcome.tookMs, queueMs: outcome.waitedMs }
    return { ...readCompletionReply(outcome.value), timings }
  } catch (error) {
    if (error instanceof Interruption && trouble !== null) {
      const message = `${error.message}; before that: ${trouble}`
      return { text: '', failure: { code: error.code, message } }
    }
    throw error
  }
}

/** Asks the server what it serves: whether it is there, and the name and size of its model. */
async function servedModel(
  client: ServerClient,
  url: string,
  name: string | undefined,
): Promise<Partial<ModelInfo> & { readonly id: string }> {
  const outcome = await client
    .ask('GET', '/models', undefined, AbortSignal.timeout(HELLO_TIMEOUT_MS))
    .catch((error: unknown) => {
      throw new EdgejsonError(
        'BAD_MODEL',
        `${url}/models gave no answer within ${HELLO_TIMEOUT_MS / 1000} s`,
        {
          cause: error,
        },
      )
    })
  if (!outcome.ok) {
    // Not every server lists its models; one that is there and was given a name is asked all the same.
    if (name !== undefined && (outcome.status === 404 || outcome.status === 405)) return { id: name }
    const wayOut =
      outcome.status === 401 || outcome.status === 403
        ? 'Set EDGEJSON_API_KEY to a key that this server accepts.'
        : outcome.status === 404
          ? 'The URL of an OpenAI-compatible server usually ends in /v1. If it lists no models, set modelName.'
          : 'Start the server, or correct the URL.'
    throw new EdgejsonError('BAD_MODEL', `cannot use the server ${outcome.message}. ${wayOut}`)
  }
  const { data } = outcome.value
  const served = (Array.isArray(data) ? data : []).filter(
    (each: unknown): each is { readonly id: string } & Record<string, unknown> =>
      isRecord(each) && typeof each.id === 'string' && each.id !== '',
  )
  const chosen = name === undefined ? served[0] : served.find(({ id }) => id === name)
  if (chosen === undefined) {
    // A name the server does not list may be an alias of its own.
    if (name !== undefined) return { id: name }
    throw new EdgejsonError(
      'BAD_MODEL',
      `${url}/models lists no model. Set modelName to the model's name there.`,
    )
  }
  const meta = isRecord(chosen.meta) ? chosen.meta : {}
  return {
    id: chosen.id,
    // vLLM tells the context, llama.cpp parameters and size.
    contextLength: count(chosen.max_model_len),
    parameters: count(meta.n_params),
    bytes: count(meta.size),
  }
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null
}
