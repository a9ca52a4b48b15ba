import { quoted } from '../../../core/printable.ts'
import { openedReasoning, reasoningBlocks } from '../../../extraction/reasoning.ts'
import type { CompletionRequest } from '../../../records/engine.ts'
import type { Answer } from '../../contract/completions.ts'
import type { ChatTemplate } from '../model/chat-template.ts'
import type { TextTokenizer } from '../model/tokenizer.ts'
import { sketchAnswer } from './answer-sketch.ts'
import { JsonEnd } from './json-stop.ts'
import { PromptLookup } from './prompt-lookup.ts'
import { TextStream } from './text-stream.ts'

/** What turns requests into tokens and tokens into answers. */
export interface LanguageRules {
  readonly tokenizer: TextTokenizer
  readonly chatTemplate: ChatTemplate | null
  readonly endTokens: ReadonlySet<number>
  /** Tokens of prompt and answer together; null when the model does not say. */
  readonly contextLength: number | null
  /** Guess tokens from the prompt and check several in one step. */
  readonly lookup: boolean
}

/**
 * One answer while it is written, token by token: when it ends, what it may guess, how long it took. Token counts
 * include the end token.
 */
export class AnswerWriter {
  readonly prompt: readonly number[]
  readonly #decode: (ids: readonly number[]) => string
  readonly #endTokens: ReadonlySet<number>
  readonly #limit: number
  readonly #stream: TextStream
  readonly #json: JsonEnd | null
  readonly #lookup: PromptLookup | null
  readonly #answer: number[] = []
  readonly #started: number
  readonly #prefillFrom: number
  #steps = 0
  #proposed = 0
  #accepted = 0
  #firstAt: number | null = null
  #lastAt: number

  private constructor(
    rules: LanguageRules,
    request: CompletionRequest,
    { rendered, tokens: prompt }: EncodedPrompt,
    limit: number,
    started: number,
  ) {
    this.prompt = prompt
    this.#decode = rules.tokenizer.decode
    this.#endTokens = rules.endTokens
    this.#limit = limit
    this.#stream = new TextStream(this.#decode)
    this.#json = request.stop === 'json_complete' ? jsonEndFor(request, rendered) : null
    this.#lookup = rules.lookup ? lookupFor(rules, request, prompt) : null
    this.#started = started
    this.#prefillFrom = performance.now()
    this.#lastAt = started
  }

  /** Begins an answer, or says why there can be none. */
  static begin(rules: LanguageRules, request: CompletionRequest): AnswerWriter | Answer {
    const started = performance.now()
    const encoded = encodePrompt(rules, request)
    if (typeof encoded === 'string') return { text: '', failure: { code: 'ENGINE_FAILED', message: encoded } }
    const prompt = encoded.tokens
    const room = (rules.contextLength ?? Number.POSITIVE_INFINITY) - prompt.length
    if (room < 1) {
      const message =
        `the prompt of ${quoted(request.id)} has ${prompt.length} tokens and the model's context ` +
        `${rules.contextLength}: no room for an answer. Shorten the prompt or take a model with a longer context.`
      return {
        text: '',
        tokensIn: prompt.length,
        tokensOut: 0,
        failure: { code: 'PROMPT_TOO_LONG', message },
      }
    }
    return new AnswerWriter(rules, request, encoded, Math.min(request.maxNewTokens, room), started)
  }

  /** Tokens that may still be written. */
  get left(): number {
    return this.#limit - this.#steps
  }

  /** The token that the model has not seen yet: the last of the answer, or of the prompt before there is one. */
  get last(): number {
    return this.#answer.at(-1) ?? this.prompt.at(-1) ?? 0
  }

  /** A guess of at most so many tokens; often none. The step itself adds one token, which is kept free. */
  draft(limit: number): number[] {
    return this.#lookup?.draft(Math.min(limit, this.left - 1)) ?? []
  }

  /**
   * Takes the model's most likely token after each token of a step: the ones up to the first wrong guess count. Returns
   * how many of the step's tokens are certain now, and the finished answer when it ended among them.
   */
  take(draft: readonly number[], next: readonly number[]): { certain: number; answer: Answer | null } {
    this.#lastAt = performance.now()
    this.#firstAt ??= this.#lastAt
    let right = 0
    while (right < draft.length && draft[right] === next[right]) right++
    this.#lookup?.judge(draft.length, right)
    this.#proposed += draft.length
    for (const [index, token] of next.slice(0, right + 1).entries()) {
      this.#steps++
      // The first token of a step needs no guess, and a guess beyond the end of the answer gained nothing.
      if (index > 0) this.#accepted++
      if (this.#endTokens.has(token))
        return { certain: right + 1, answer: this.finish({ finishReason: 'stop' }) }
      this.#answer.push(token)
      this.#lookup?.push(token)
      if (this.#json?.push(this.#stream.push(token)))
        return { certain: right + 1, answer: this.finish({ finishReason: 'json_complete' }) }
    }
    const answer = this.left > 0 ? null : this.finish({ finishReason: 'length' })
    return { certain: right + 1, answer }
  }

  /** The answer as far as it is written. */
  finish(rest: Pick<Answer, 'finishReason' | 'failure'>): Answer {
    const firstAt = this.#firstAt
    return {
      ...rest,
      text: this.#decode(this.#answer),
      tokensIn: this.prompt.length,
      tokensOut: this.#steps,
      ...(this.#lookup === null ? {} : { drafts: { proposed: this.#proposed, accepted: this.#accepted } }),
      timings: {
        prefillMs: firstAt === null ? null : firstAt - this.#prefillFrom,
        firstTokenMs: firstAt === null ? null : firstAt - this.#started,
        decodeMs: firstAt === null ? null : this.#lastAt - firstAt,
        totalMs: performance.now() - this.#started,
      },
    }
  }
}

/** `rendered`: the prompt as the model sees it; a chat template may end it with the start of the reasoning. */
function jsonEndFor({ reasoning }: CompletionRequest, rendered: string): JsonEnd {
  const blocks = reasoningBlocks(reasoning)
  return new JsonEnd(blocks, openedReasoning(rendered, blocks))
}

interface EncodedPrompt {
  readonly rendered: string
  readonly tokens: readonly number[]
}

/** The prompt as the model sees it, or why there is none. */
function encodePrompt(
  { tokenizer, chatTemplate }: LanguageRules,
  { prompt }: CompletionRequest,
): EncodedPrompt | string {
  let rendered = prompt.text
  if (prompt.kind === 'chat') {
    if (chatTemplate === null) {
      return 'the model has no chat template (chat_template.jinja); choose another prompt template'
    }
    // The template writes special tokens itself.
    rendered = chatTemplate(prompt.text)
  }
  const tokens = tokenizer.encode(rendered, prompt.kind !== 'chat')
  return tokens.length > 0 ? { rendered, tokens } : 'the prompt is empty'
}

function lookupFor(
  { tokenizer }: LanguageRules,
  { prompt: { text } }: CompletionRequest,
  prompt: readonly number[],
): PromptLookup {
  const sketch = sketchAnswer(text)
  return new PromptLookup(prompt, sketch === '' ? [] : tokenizer.encode(sketch, false))
}
