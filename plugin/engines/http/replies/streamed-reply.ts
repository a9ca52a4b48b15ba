import { isRecord } from '../../../core/json/json.ts'
import type { ServerApi } from '../../contract/options.ts'
import { errorInBody, foreign, ServerError } from '../transport/server-error.ts'
import { argumentsText, isNothing, readContent } from './read-completion.ts'
import { chatForm } from './reply-forms.ts'

type Body = Record<string, unknown>

/** A call of a tool, put together from its pieces. */
interface Call {
  readonly index: unknown
  readonly id: unknown
  name: string
  arguments: string
}

/**
 * The events of a streamed completion, put together to the body that the server would have sent in one piece. Chunks of chat
 * completions and plain ones, lines of Ollama, and events of the responses API.
 */
export class StreamedReply {
  readonly #api: ServerApi
  #content = ''
  #refusal = ''
  #reasoned = false
  readonly #calls: Call[] = []
  #finishReason: unknown = null
  /** Fields next to the choices; later ones replace earlier ones. */
  readonly #fields: Body = {}
  /** The whole response, which the responses API sends at the end. */
  #whole: Body | null = null
  #ended = false

  constructor(api: ServerApi) {
    this.#api = api
  }

  /** The content so far. */
  get text(): string {
    return this.#content
  }

  /** True once the server has said that the completion is complete. Figures may still follow. */
  get finished(): boolean {
    return this.#ended || this.#whole !== null || typeof this.#finishReason === 'string'
  }

  /** The server sent `[DONE]`. */
  end(): void {
    this.#ended = true
  }

  /**
   * Takes the next event.
   *
   * @returns whether it has a part of the output, of whatever kind
   * @throws ServerError for an error within the stream
   */
  push(event: Body): boolean {
    const error = errorInBody(event)
    if (error !== null) throw error
    return this.#api === 'responses' ? this.#pushResponse(event) : this.#pushChunk(event)
  }

  /** The body of a completion that was not streamed, in the form of its API. */
  body(): Body {
    if (this.#whole !== null) return this.#whole
    const choice = { index: 0, finish_reason: this.#finishReason }
    if (this.#api === 'completions') return { ...this.#fields, choices: [{ ...choice, text: this.#content }] }
    const message = {
      content: this.#content,
      ...(this.#refusal === '' ? {} : { refusal: this.#refusal }),
      ...(this.#reasoned ? { reasoning: ['reasoning'] } : {}),
      ...(this.#calls.length === 0 ? {} : { tool_calls: this.#calls.map((call) => ({ function: call })) }),
    }
    return { ...this.#fields, choices: [{ ...choice, message }] }
  }

  #pushChunk(event: Body): boolean {
    const chunk = this.#api === 'ollama' ? chatForm('ollama', event) : event
    for (const name of ['model', 'usage', 'timings']) {
      const value = chunk[name]
      if (value !== undefined && value !== null) this.#fields[name] = value
    }
    const choices: readonly unknown[] = Array.isArray(chunk.choices) ? chunk.choices : []
    const choice = choices.find((each) => isRecord(each) && (each.index ?? 0) === 0)
    if (!isRecord(choice)) return false
    const choiceError = errorInBody(choice)
    if (choiceError !== null) throw choiceError
    if (typeof choice.finish_reason === 'string') this.#finishReason = choice.finish_reason
    if (isRecord(choice.delta)) return this.#pushMessage(choice.delta)
    if (isRecord(choice.message)) return this.#pushMessage(choice.message)
    return this.#pushContent(choice.text)
  }

  #pushMessage(delta: Body): boolean {
    const hasContent = this.#pushContent(delta.content)
    if (typeof delta.refusal === 'string') this.#refusal += delta.refusal
    const reasoning = [delta.reasoning_content, delta.reasoning, delta.thinking, delta.reasoning_details]
    const reasons = reasoning.some(
      (each) => (typeof each === 'string' || Array.isArray(each)) && each.length > 0,
    )
    if (reasons) this.#reasoned = true
    const calls: unknown[] = Array.isArray(delta.tool_calls) ? [...delta.tool_calls] : []
    if (isRecord(delta.function_call)) calls.push({ index: 'legacy', function: delta.function_call })
    for (const call of calls) if (isRecord(call)) this.#pushCall(call)
    return hasContent || reasons || calls.length > 0 || this.#refusal !== ''
  }

  #pushContent(value: unknown): boolean {
    const { text, refusal, reasoned } = readContent(value)
    this.#content += text
    this.#refusal += refusal
    if (reasoned) this.#reasoned = true
    return text !== '' || refusal !== '' || reasoned
  }

  #pushCall({ index, id, function: piece }: Body): void {
    if (!isRecord(piece)) return
    const name = typeof piece.name === 'string' ? piece.name : ''
    let call = this.#continuedCall(index, id, name)
    if (call === undefined) {
      call = { index, id, name: '', arguments: '' }
      this.#calls.push(call)
    }
    // Some servers repeat the name in every piece.
    if (name !== call.name && call.arguments === '') call.name += name
    call.arguments += argumentsText(piece.arguments)
  }

  /**
   * The call that a piece belongs to: that of its index, unless name and id are new, for some servers number all calls 0.
   * Without an index it is the last call, unless the piece has a name and not the id of that call: then it is a whole call.
   */
  #continuedCall(index: unknown, id: unknown, name: string): Call | undefined {
    if (this.#api === 'ollama') return undefined
    if (isNothing(index)) {
      const last = this.#calls.at(-1)
      return name === '' || (isId(id) && id === last?.id) ? last : undefined
    }
    const last = this.#calls.findLast((call) => call.index === index)
    return name !== '' && isId(id) && isId(last?.id) && id !== last.id ? undefined : last
  }

  #pushResponse({ type, delta, response, ...event }: Body): boolean {
    if (type === 'error') {
      throw (
        errorInBody({ error: event }) ??
        new ServerError('SERVER_FAILED', 'an error within the stream', { retryable: true })
      )
    }
    if (
      isRecord(response) &&
      typeof type === 'string' &&
      /^response\.(?:completed|incomplete|failed)$/.test(type)
    ) {
      this.#whole = response
      return false
    }
    if (typeof delta !== 'string' || delta === '') return false
    if (type === 'response.output_text.delta') this.#content += delta
    return true
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** @throws ServerError unless a completion has come to its end */
export function checkFinished(reply: StreamedReply): void {
  if (reply.finished) return
  const after = reply.text === '' ? '' : ` after ${foreign(JSON.stringify(reply.text.slice(-60)), 80)}`
  throw new ServerError('BAD_RESPONSE', `the stream ended before its completion did${after}`, {
    retryable: true,
  })
}
