import { EdgejsonError } from '../../core/errors.ts'
import { redactedOutput } from '../../core/secrets.ts'
import { knownBlocks, openedReasoning } from '../../extraction/reasoning.ts'
import type { CompletionRequest } from '../../records/engine.ts'
import { type EngineResult, Interruption } from '../contract/completions.ts'
import { NO_CLOCK, type WorkClock } from '../contract/work-clock.ts'
import type { ServerClient } from './client/server-client.ts'
import { readCompletion } from './replies/read-completion.ts'
import { readStream, type StreamSource } from './replies/read-stream.ts'
import { chatForm } from './replies/reply-forms.ts'
import { StreamStop } from './replies/stream-stop.ts'
import { completionCall, defaultLimitField } from './requests/requests.ts'
import type { ServerSettings } from './requests/server-settings.ts'
import { probeProblem, probeRequest } from './served-model/probe-constraint.ts'
import { listPathOf } from './served-model/served-model.ts'
import { ServedModelName } from './served-model/served-model-name.ts'
import { AdaptiveConcurrency } from './transport/adaptive-concurrency.ts'
import { BREAKER_THRESHOLD, CircuitBreaker } from './transport/circuit-breaker.ts'
import { fittingLimit } from './transport/context-overflow.ts'
import { ServerError } from './transport/server-error.ts'

/** How long a server may take to list its models before it counts as down, in ms. */
const ALIVE_MS = 5_000

/** How long the probe of a constraint may take, in ms. */
const PROBE_MS = 120_000
/** What models of OpenAI that reason have in place of `max_tokens`. */
const LIMIT_SUCCESSOR = 'max_completion_tokens'

/** What is known of a served model. */
export interface ServedApi {
  readonly settings: ServerSettings
  readonly model: string
  /** Tokens of prompt and output together, as the server reports; null if it does not. */
  readonly context: number | null
  /** Upper bound of the output alone. */
  readonly mostOutput: number | null
  /** Notes on the choice of the model. */
  readonly notes: readonly string[]
  /** Requests in flight at most. */
  readonly concurrency: number
}

/** How the attempts of a request are made, and what is called during them. */
interface Attempts {
  readonly isTrial: boolean
  readonly clock?: WorkClock
  readonly onTrouble?: (error: ServerError) => void
  /** Called with the text that was streamed so far. */
  readonly onText?: (text: string) => void
}

/** One model on a server, with the circuit breaker that all its requests share. */
export class Server {
  readonly #client: ServerClient
  readonly #served: ServedApi
  readonly #breaker = new CircuitBreaker()
  readonly #capacity: AdaptiveConcurrency
  readonly #servedModel: ServedModelName
  /** Models that reject `max_tokens` name its successor, once for all requests. */
  #limitField: string

  constructor(client: ServerClient, served: ServedApi) {
    this.#client = client
    this.#served = served
    this.#servedModel = new ServedModelName(served.model)
    this.#servedModel.notes.push(...served.notes)
    this.#capacity = new AdaptiveConcurrency(served.concurrency, (lowest) => this.#noteCapacity(lowest))
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
        await this.#complete(probeRequest(constraint), signal, { isTrial: false }),
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

  #noteCapacity(lowest: number): void {
    const { notes } = this.#servedModel
    const beginning = 'The server refused requests for lack of capacity'
    const known = notes.findIndex((note) => note.startsWith(beginning))
    const { concurrency } = this.#served
    const note = `${beginning}: the concurrency was reduced down to ${lowest} of ${concurrency}.`
    notes.splice(known === -1 ? notes.length : known, 1, note)
  }

  async answer(request: CompletionRequest, signal: AbortSignal, clock: WorkClock): Promise<EngineResult> {
    if (request.prompt.kind === 'chat' && this.#served.settings.api === 'completions') {
      const message =
        'the chat prompt template needs the server to apply the model’s own; set api to "chat", or choose another template'
      return { text: '', failure: { code: 'ENGINE_FAILED', message } }
    }
    const entrance = this.#breaker.enter()
    if (entrance === 'refuse') return this.#refused()
    let trouble: string | null = null
    let text = ''
    try {
      const answer = await this.#complete(request, signal, {
        isTrial: entrance === 'trial',
        clock,
        onTrouble: (error) => {
          trouble = error.message
          text = ''
        },
        onText: (streamed) => {
          text = streamed
        },
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
      const before = trouble === null ? '' : `; before that: ${trouble}`
      return { text, failure: { code: error.code, message: `${error.message}${before}` } }
    }
  }

  /**
   * Requests at most what the context can hold; if that is too much, tries again with what remains after the
   * prompt.
   */
  async #complete(
    request: CompletionRequest,
    signal: AbortSignal,
    { isTrial, clock = NO_CLOCK, onTrouble, onText }: Attempts,
  ): Promise<EngineResult> {
    const { settings, model, context, mostOutput } = this.#served
    const { api, stream } = settings
    // A chat template of the server is not known.
    const blocks = api === 'completions' ? knownBlocks(request.reasoning) : []
    const reasoningOpened = openedReasoning(request.prompt.text, blocks)?.start
    const read = (body: Record<string, unknown>): EngineResult => {
      const completion = readCompletion(
        chatForm(api, body),
        settings.tools === null ? undefined : request.tool?.name,
      )
      this.#servedModel.check(body.model)
      return completion
    }
    const readStreamed = async (source: StreamSource): Promise<EngineResult> => {
      const stop = request.stop === 'json_complete' ? new StreamStop(request, reasoningOpened) : null
      const { body, stopped, firstTokenMs, decodeMs } = await readStream(api, source, stop, onText)
      const completion = stopped === null ? read(body) : { ...read(body), text: redactedOutput(stopped) }
      return {
        ...completion,
        ...(stopped === null ? {} : { finishReason: 'json_complete' as const }),
        timings: { decodeMs, ...completion.timings, firstTokenMs },
      }
    }
    const ask = async (limit: number, limitField: string): Promise<EngineResult> => {
      const { path, body } = completionCall(settings, model, request, limit, limitField)
      const { value, tookMs, waitedMs } = await this.#client.call({
        method: 'POST',
        path,
        body,
        signal,
        read,
        ...(stream ? { readStream: readStreamed } : {}),
        ...(onTrouble === undefined ? {} : { onTrouble }),
        capacity: this.#capacity,
        clock,
        givesUp: () => this.#breaker.reason !== null,
        ...(isTrial ? { retries: 0 } : {}),
      })
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
  #adoptsLimitField({ code, fields }: ServerError, used: string): boolean {
    const isRejected =
      code === 'REQUEST_REFUSED' &&
      used === 'max_tokens' &&
      this.#served.settings.maxTokensField === null &&
      fields.includes('max_tokens') &&
      fields.includes(LIMIT_SUCCESSOR)
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
          : error.code === 'REQUEST_REFUSED' && error.fields.includes('temperature')
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
