import { EdgejsonError } from '../../core/errors.ts'
import { knownBlocks, openedReasoning } from '../../extraction/reasoning.ts'
import type { CompletionRequest, Engine } from '../../records/engine.ts'
import { type EngineResult, Interruption } from '../contract/completions.ts'
import { defineEngine } from '../contract/define-engine.ts'
import type { EngineOptions } from '../contract/options.ts'
import { BREAKER_THRESHOLD, CircuitBreaker } from './circuit-breaker.ts'
import { fittingLimit } from './context-overflow.ts'
import { constraintName, probeProblem, probeRequest } from './probe-constraint.ts'
import { readCompletion } from './read-completion.ts'
import { chatForm } from './reply-forms.ts'
import { apiBase, completionCall, defaultLimitField } from './requests.ts'
import { listPathOf, servedModel } from './served-model.ts'
import { ServedModelName } from './served-model-name.ts'
import { ServerClient } from './server-client.ts'
import { ServerError } from './server-error.ts'
import { deploymentOf, requestHeaders, type ServerSettings, serverSettings } from './server-settings.ts'

/** How long a server may take to list its models before it counts as down, in ms. */
const ALIVE_MS = 5_000

/** How long the probe of a constraint may take, in ms. */
const PROBE_MS = 120_000
/** What models of OpenAI that reason have in place of `max_tokens`. */
const LIMIT_SUCCESSOR = 'max_completion_tokens'

/** What the caller of {@link loadServer} provides. */
export interface ServerContext {
  /** Called with one line while the server loads its model. */
  readonly notify?: (message: string) => void
  /** Shortest pause before a second attempt in ms. Default 500. */
  readonly firstPauseMs?: number
}

/**
 * An engine for an OpenAI-compatible server (llama.cpp, vLLM and others) or Ollama. Completions are not streamed: the time
 * to first token is unknown, and `json_complete` cannot end a completion early.
 *
 * @throws EdgejsonError `BAD_MODEL` if the server cannot be reached or lists no model or several; `BAD_OPTION` for options
 * that contradict each other, or a constraint that the server ignores.
 */
export async function loadServer(
  url: string,
  options: EngineOptions,
  { notify = () => {}, firstPauseMs }: ServerContext = {},
): Promise<Engine> {
  const settings = serverSettings(options)
  const { api, constraint } = settings
  const base = apiBase(api, url)
  const client = new ServerClient({
    url: base,
    retries: options.retries ?? 4,
    headers: requestHeaders(base, options),
    query: options.query ?? {},
    onLoading: notify,
    ...(firstPauseMs === undefined ? {} : { firstPauseMs }),
  })
  try {
    const { info, mostOutput, notes } = await servedModel(client, base, {
      name: options.modelName ?? deploymentOf(base),
      api,
    })
    const context = settings.numCtx ?? info.contextLength ?? null
    const server = new Server(client, { settings, model: info.id, context, mostOutput, notes })
    if (constraint !== null) await server.probeConstraint()
    return defineEngine({
      model: {
        ...info,
        contextLength: context,
        specifier: options.model,
        engine: api === 'ollama' ? 'ollama' : `openai-${api}`,
        ...(constraint === null ? {} : { constraint: constraintName(constraint) }),
      },
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

interface ServedApi {
  readonly settings: ServerSettings
  readonly model: string
  /** Tokens of prompt and output together, as the server reports; null if it does not. */
  readonly context: number | null
  /** Upper bound of the output alone. */
  readonly mostOutput: number | null
  /** Notes on the choice of the model. */
  readonly notes: readonly string[]
}

/** One model on a server, with the circuit breaker that all its requests share. */
class Server {
  readonly #client: ServerClient
  readonly #served: ServedApi
  readonly #breaker = new CircuitBreaker()
  readonly #servedModel: ServedModelName
  /** Models that reject `max_tokens` name its successor, once for all requests. */
  #limitField: string

  constructor(client: ServerClient, served: ServedApi) {
    this.#client = client
    this.#served = served
    this.#servedModel = new ServedModelName(served.model)
    this.#servedModel.notes.push(...served.notes)
    const { maxTokensField, api } = served.settings
    this.#limitField = maxTokensField ?? defaultLimitField(api)
  }

  /** Grows while completions arrive. */
  get notes(): readonly string[] {
    return this.#servedModel.notes
  }

  /**
   * A first request whose output shows that the server constrains outputs.
   *
   * @throws EdgejsonError `BAD_OPTION` if the server ignores the constraint or rejects it
   */
  async probeConstraint(): Promise<void> {
    const { constraint } = this.#served.settings
    if (constraint === null) return
    let problem: string | null
    try {
      const signal = AbortSignal.timeout(PROBE_MS)
      problem = probeProblem(
        constraint,
        await this.#complete(probeRequest(constraint), signal, false, () => {}),
      )
    } catch (error) {
      if (error instanceof ServerError) problem = `it answers ${error.message}`
      else if (error instanceof DOMException) problem = `it does not answer within ${PROBE_MS / 1000} s`
      else throw error
    }
    if (problem === null) return
    throw new EdgejsonError(
      'BAD_OPTION',
      `the server does not constrain outputs by the field ${constraint.field}: ${problem}. Set engine.constrainField to the ` +
        'field that this server has for it, or leave engine.constrain out.',
    )
  }

  async answer(request: CompletionRequest, signal: AbortSignal): Promise<EngineResult> {
    if (request.prompt.kind === 'chat' && this.#served.settings.api === 'completions') {
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
    const { settings, model, context, mostOutput } = this.#served
    const { api } = settings
    const ask = async (limit: number, limitField: string): Promise<EngineResult> => {
      const { path, body } = completionCall(settings, model, request, limit, limitField)
      const { value, tookMs, waitedMs } = await this.#client.call({
        method: 'POST',
        path,
        body,
        signal,
        read: (reply) => {
          const completion = readCompletion(chatForm(api, reply))
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
    let asked = limit
    for (let adapted = 0; ; adapted++) {
      const limitField = this.#limitField
      try {
        return await ask(asked, limitField)
      } catch (error) {
        if (!(error instanceof ServerError) || adapted === 2) throw error
        if (this.#adoptsLimitField(error, limitField)) continue
        const fitting = error.overflow === null ? null : fittingLimit(error.overflow, asked, context)
        if (fitting === null || asked < limit) throw error
        asked = fitting
      }
    }
  }

  /** True if the request is worth repeating under another name of the limit, which has the same meaning. */
  #adoptsLimitField({ code, message }: ServerError, used: string): boolean {
    const isRejected =
      code === 'REQUEST_REFUSED' &&
      used === 'max_tokens' &&
      this.#served.settings.maxTokensField === null &&
      /\bmax_tokens\b/.test(message) &&
      message.includes(LIMIT_SUCCESSOR)
    if (isRejected) this.#limitField = LIMIT_SUCCESSOR
    return isRejected
  }

  /**
   * A slow server is not down: a time-out counts for the circuit breaker only if the server does not respond
   * at all.
   */
  #afterTimeout(message: string): void {
    this.#client.listed(listPathOf(this.#served.settings.api), ALIVE_MS, 0).then(
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
          : error.code === 'REQUEST_REFUSED' && /\btemperature\b/.test(error.message)
            ? '. For a model that rejects temperature 0 set engine.temperature to false'
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
