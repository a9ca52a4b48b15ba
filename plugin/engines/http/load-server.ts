import { EdgejsonError } from '../../core/errors.ts'
import { addSecret } from '../../core/secrets.ts'
import { knownBlocks, openedReasoning } from '../../extraction/reasoning.ts'
import type { CompletionRequest, Engine } from '../../records/engine.ts'
import { type EngineResult, Interruption } from '../contract/completions.ts'
import { defineEngine } from '../contract/define-engine.ts'
import type { EngineOptions, ServerApi } from '../contract/options.ts'
import { BREAKER_THRESHOLD, CircuitBreaker } from './circuit-breaker.ts'
import { fittingLimit } from './context-overflow.ts'
import { readCompletion } from './read-completion.ts'
import { completionCall } from './requests.ts'
import { servedModel } from './served-model.ts'
import { ServedModelName } from './served-model-name.ts'
import { ServerClient } from './server-client.ts'
import { ServerError } from './server-error.ts'

/** How long a server may take to list its models before it counts as down, in ms. */
const ALIVE_MS = 5_000

/** What the caller of {@link loadServer} provides. */
export interface ServerContext {
  /** Called with one line while the server loads its model. */
  readonly notify?: (message: string) => void
  /** Shortest pause before a second attempt in ms. Default 500. */
  readonly firstPauseMs?: number
}

/**
 * An engine for an OpenAI-compatible server: llama.cpp, vLLM, Ollama and others. Completions are not
 * streamed: the time to first token is unknown, and `json_complete` cannot end a completion early.
 *
 * @throws EdgejsonError `BAD_MODEL` if the server cannot be reached or lists no model.
 */
export async function loadServer(
  url: string,
  options: EngineOptions,
  { notify = () => {}, firstPauseMs }: ServerContext = {},
): Promise<Engine> {
  const retries = options.retries ?? 4
  const api = options.api ?? 'chat'
  const client = new ServerClient({
    url,
    retries,
    apiKey: keyOf(options),
    onLoading: notify,
    ...(firstPauseMs === undefined ? {} : { firstPauseMs }),
  })
  try {
    const { info, mostOutput } = await servedModel(client, url, options.modelName)
    const server = new Server(client, {
      url,
      api,
      model: info.id,
      context: info.contextLength ?? null,
      mostOutput,
    })
    return defineEngine({
      model: { ...info, specifier: options.model, engine: `openai-${api}` },
      concurrency: options.concurrency ?? 4,
      notes: server.notes,
      answer: (request, signal) => server.answer(request, signal),
      close: () => client.close(),
    })
  } catch (error) {
    await client.close()
    throw error
  }
}

/** The only place that reads the key. It appears in no message and no record. */
function keyOf(options: EngineOptions): string | null {
  const { EDGEJSON_API_KEY, OPENAI_API_KEY } = process.env
  // An empty variable counts as not set. An empty option means that no key is sent.
  const key = options.apiKey ?? (EDGEJSON_API_KEY?.trim() || OPENAI_API_KEY)
  const trimmed = key?.trim() ?? ''
  addSecret(trimmed)
  if (/[^\x20-\x7e]/.test(trimmed)) {
    throw new EdgejsonError(
      'BAD_OPTION',
      'the API key has a character that no HTTP header can hold, such as a line break or a typographic quote; copy it again',
    )
  }
  return trimmed === '' ? null : trimmed
}

interface ServedApi {
  readonly url: string
  readonly api: ServerApi
  readonly model: string
  /** Tokens of prompt and output together, as the server reports; null if it does not. */
  readonly context: number | null
  /** Upper bound of the output alone. */
  readonly mostOutput: number | null
}

/** One model on a server, with the circuit breaker that all its requests share. */
class Server {
  readonly #client: ServerClient
  readonly #served: ServedApi
  readonly #breaker = new CircuitBreaker()
  readonly #servedModel: ServedModelName

  constructor(client: ServerClient, served: ServedApi) {
    this.#client = client
    this.#served = served
    this.#servedModel = new ServedModelName(served.model)
  }

  /** Grows while completions arrive. */
  get notes(): readonly string[] {
    return this.#servedModel.notes
  }

  async answer(request: CompletionRequest, signal: AbortSignal): Promise<EngineResult> {
    if (request.prompt.kind === 'chat' && this.#served.api === 'completions') {
      const message =
        'the chat prompt template needs the server to apply the model’s own; set api to "chat", or choose another template'
      return { text: '', failure: { code: 'ENGINE_FAILED', message } }
    }
    const entrance = this.#breaker.enter()
    if (entrance === 'refuse') return this.#refused()
    let trouble: string | null = null
    try {
      const answer = await this.#complete(request, signal, entrance === 'trial', (error) => {
        trouble = error.message
      })
      this.#breaker.succeeded()
      return answer
    } catch (error) {
      if (error instanceof ServerError) return this.#failed(error, entrance === 'trial')
      if (!(error instanceof Interruption) || error.code !== 'ENGINE_TIMEOUT') {
        this.#breaker.left()
        throw error
      }
      this.#afterTimeout(error.message)
      if (trouble === null) throw error
      return { text: '', failure: { code: error.code, message: `${error.message}; before that: ${trouble}` } }
    }
  }

  /**
   * Requests at most what the context can hold; if that is too much, tries again with what remains after the
   * prompt.
   */
  async #complete(
    request: CompletionRequest,
    signal: AbortSignal,
    isTrial: boolean,
    onTrouble: (error: ServerError) => void,
  ): Promise<EngineResult> {
    const { api, model, context, mostOutput } = this.#served
    const ask = async (limit: number): Promise<EngineResult> => {
      const { path, body } = completionCall(api, model, request, limit)
      const { value, tookMs, waitedMs } = await this.#client.call({
        method: 'POST',
        path,
        body,
        signal,
        read: (reply) => {
          const completion = readCompletion(reply)
          this.#servedModel.check(reply.model)
          return completion
        },
        onTrouble,
        givesUp: () => this.#breaker.reason !== null,
        ...(isTrial ? { retries: 0 } : {}),
      })
      // A chat template of the server is not known.
      const blocks = api === 'completions' ? knownBlocks(request.reasoning) : []
      const reasoningOpened = openedReasoning(request.prompt.text, blocks)?.start
      // Waiting for a server without capacity is queueing, not work.
      return {
        ...value,
        ...(reasoningOpened === undefined ? {} : { reasoningOpened }),
        timings: { ...value.timings, totalMs: tookMs, queueMs: waitedMs },
      }
    }
    // At least one token of the context belongs to the prompt.
    const limit = Math.max(
      1,
      Math.min(request.maxNewTokens, context === null ? Infinity : context - 1, mostOutput ?? Infinity),
    )
    try {
      return await ask(limit)
    } catch (error) {
      if (!(error instanceof ServerError) || error.overflow === null) throw error
      const fitting = fittingLimit(error.overflow, limit, context)
      if (fitting === null) throw error
      return await ask(fitting)
    }
  }

  /**
   * A slow server is not down: a time-out counts for the circuit breaker only if the server does not respond
   * at all.
   */
  #afterTimeout(message: string): void {
    this.#client.listed('/models', ALIVE_MS, 0).then(
      () => this.#breaker.left(),
      (error: unknown) => {
        if (error instanceof ServerError && error.status === null) this.#breaker.failed(message)
        else this.#breaker.left()
      },
    )
  }

  #failed(error: ServerError, wasTrial: boolean): EngineResult {
    if (!error.concernsAll) {
      // The server is up and rejects this request only.
      this.#breaker.succeeded()
      const hint =
        error.code === 'PROMPT_TOO_LONG'
          ? '. Shorten the prompt, lower maxNewTokens or raise the context of the server'
          : ''
      return { text: '', failure: { code: error.code, message: `${error.message}${hint}` } }
    }
    const wasOpen = this.#breaker.reason !== null
    this.#breaker.failed(error.message)
    if (wasTrial || wasOpen) return this.#refused()
    return { text: '', failure: { code: error.code, message: error.message } }
  }

  /** The same text for every example, so that a report shows it once. */
  #refused(): EngineResult {
    const message =
      `not sent, because the server failed ${BREAKER_THRESHOLD} examples in a row: ` +
      `${this.#breaker.reason ?? 'unknown'}. Repair the server and run again.`
    return { text: '', failure: { code: 'CIRCUIT_OPEN', message } }
  }
}
