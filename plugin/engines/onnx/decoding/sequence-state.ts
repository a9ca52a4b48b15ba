import { quoted } from '../../../core/printable.ts'
import { knownBlocks, openedBlock, openedReasoning, reasoningBlocks } from '../../../extraction/reasoning.ts'
import type { CompletionRequest } from '../../../records/engine.ts'
import type { EngineResult } from '../../contract/completions.ts'
import type { ChatTemplate } from '../model/chat-template.ts'
import type { TextTokenizer } from '../model/tokenizer.ts'
import { sketchCompletion } from './completion-sketch.ts'
import { Detokenizer } from './detokenizer.ts'
import { JsonStopCriterion } from './json-stop-criterion.ts'
import { PromptLookup } from './prompt-lookup.ts'

/** What a loaded model needs to turn requests into tokens and tokens into text. */
export interface DecodingConfig {
  readonly tokenizer: TextTokenizer
  readonly chatTemplate: ChatTemplate | null
  readonly endTokens: ReadonlySet<number>
  /** Tokens of prompt and completion together; null when the model does not state it. */
  readonly contextLength: number | null
  /** Prompt-lookup speculative decoding. */
  readonly lookup: boolean
}

/**
 * The state of one sequence during decoding: output tokens, stop criteria, draft tokens, timings. Token counts include
 * the EOS token.
 */
export class SequenceState {
  readonly prompt: readonly number[]
  readonly #reasoningOpened: string | undefined
  readonly #decode: (ids: readonly number[]) => string
  readonly #endTokens: ReadonlySet<number>
  readonly #limit: number
  readonly #detokenizer: Detokenizer
  readonly #jsonStop: JsonStopCriterion | null
  readonly #lookup: PromptLookup | null
  readonly #output: number[] = []
  readonly #started: number
  readonly #prefillFrom: number
  #steps = 0
  #proposed = 0
  #accepted = 0
  #firstAt: number | null = null
  #lastAt: number

  private constructor(
    config: DecodingConfig,
    request: CompletionRequest,
    encoded: EncodedPrompt,
    limit: number,
    started: number,
  ) {
    const prompt = encoded.tokens
    this.prompt = prompt
    const blocks = knownBlocks(request.reasoning)
    this.#reasoningOpened = openedReasoning(encoded.rendered, blocks, encoded.written)?.start
    const marks = blocks.flatMap(({ start, ends }) => [start, ...ends])
    this.#decode = (ids) => config.tokenizer.decode(ids, marks)
    this.#endTokens = config.endTokens
    this.#limit = limit
    this.#detokenizer = new Detokenizer(this.#decode)
    this.#jsonStop =
      request.stop === 'json_complete' ? jsonStopFor(request, config, encoded, this.#reasoningOpened) : null
    this.#lookup = config.lookup ? lookupFor(config, request, prompt) : null
    this.#started = started
    this.#prefillFrom = performance.now()
    this.#lastAt = started
  }

  /** Tokenizes the prompt. Returns a failed completion when the prompt cannot be used. */
  static start(config: DecodingConfig, request: CompletionRequest): SequenceState | EngineResult {
    const started = performance.now()
    const encoded = encodePrompt(config, request)
    if (typeof encoded === 'string') return { text: '', failure: { code: 'ENGINE_FAILED', message: encoded } }
    const prompt = encoded.tokens
    const room = (config.contextLength ?? Number.POSITIVE_INFINITY) - prompt.length
    if (room < 1) {
      const message =
        `the prompt of ${quoted(request.id)} has ${prompt.length} tokens and the model's context ` +
        `${config.contextLength}: no room for a completion. Shorten the prompt or take a model with a longer context.`
      return {
        text: '',
        tokensIn: prompt.length,
        tokensOut: 0,
        failure: { code: 'PROMPT_TOO_LONG', message },
      }
    }
    return new SequenceState(config, request, encoded, Math.min(request.maxNewTokens, room), started)
  }

  /** Tokens that may still be generated. */
  get remaining(): number {
    return this.#limit - this.#steps
  }

  /** The last token, which is not in the KV cache yet. */
  get last(): number {
    return this.#output.at(-1) ?? this.prompt.at(-1) ?? 0
  }

  /** At most `limit` draft tokens, often none. One token is left for the step's own output. */
  draft(limit: number): number[] {
    return this.#lookup?.draft(Math.min(limit, this.remaining - 1)) ?? []
  }

  /**
   * Takes the model's most likely token after each token of a step: the ones up to the first wrong guess count. Returns
   * how many of the step's tokens are kept now, and the finished answer when it ended among them.
   */
  verify(draft: readonly number[], next: readonly number[]): { kept: number; answer: EngineResult | null } {
    this.#lastAt = performance.now()
    this.#firstAt ??= this.#lastAt
    let accepted = 0
    while (accepted < draft.length && draft[accepted] === next[accepted]) accepted++
    this.#lookup?.recordAcceptance(draft.length, accepted)
    this.#proposed += draft.length
    for (const [index, token] of next.slice(0, accepted + 1).entries()) {
      this.#steps++
      // The first token of a step is no draft token, and those after the end do not count.
      if (index > 0) this.#accepted++
      if (this.#endTokens.has(token))
        return { kept: accepted + 1, answer: this.finish({ finishReason: 'stop' }) }
      this.#output.push(token)
      this.#lookup?.push(token)
      if (this.#jsonStop?.push(this.#detokenizer.push(token)))
        return { kept: accepted + 1, answer: this.finish({ finishReason: 'json_complete' }) }
    }
    const answer = this.remaining > 0 ? null : this.finish({ finishReason: 'length' })
    return { kept: accepted + 1, answer }
  }

  /** The completion with the output so far. */
  finish(rest: Pick<EngineResult, 'finishReason' | 'failure'>): EngineResult {
    const firstAt = this.#firstAt
    return {
      ...rest,
      text: this.#decode(this.#output),
      ...(this.#reasoningOpened === undefined ? {} : { reasoningOpened: this.#reasoningOpened }),
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

/** In a chat, a model whose vocabulary has an end marker may write one without a start, unless the template wrote both. */
function jsonStopFor(
  { reasoning, prompt }: CompletionRequest,
  { tokenizer }: DecodingConfig,
  { written }: EncodedPrompt,
  opened: string | undefined,
): JsonStopCriterion {
  const blocks = reasoningBlocks(reasoning)
  const ends = blocks.flatMap((block) => block.ends)
  const waits = ends.some((end) => tokenizer.idOf(end) !== undefined && !written.includes(end))
  return new JsonStopCriterion(blocks, openedBlock(reasoning, opened), prompt.kind === 'chat' && waits)
}

interface EncodedPrompt {
  /** The prompt as the model sees it; a chat template may end it within a block of reasoning. */
  readonly rendered: string
  /** What the chat template wrote after the message. */
  readonly written: string
  readonly tokens: readonly number[]
}

/** The prompt as rendered and its tokens; a string says why there are none. */
function encodePrompt(
  { tokenizer, chatTemplate }: DecodingConfig,
  { prompt }: CompletionRequest,
): EncodedPrompt | string {
  let rendered = prompt.text
  let written = ''
  if (prompt.kind === 'chat') {
    if (chatTemplate === null) {
      return 'the model has no chat template (chat_template.jinja); choose another prompt template'
    }
    // The template writes special tokens itself.
    rendered = chatTemplate(prompt.text)
    written = commonEnd(rendered, chatTemplate(`${prompt.text}${OTHER_END}`))
  }
  const tokens = tokenizer.encode(rendered, prompt.kind !== 'chat')
  return tokens.length > 0 ? { rendered, written, tokens } : 'the prompt is empty'
}

/** A character that no message ends with: the renderings of two messages that end differently share what follows. */
const OTHER_END = '\u{10fffd}'

function commonEnd(one: string, other: string): string {
  let length = 0
  while (length < one.length && one.at(-1 - length) === other.at(-1 - length)) length += 1
  return one.slice(one.length - length)
}

function lookupFor(
  { tokenizer }: DecodingConfig,
  { prompt: { text } }: CompletionRequest,
  prompt: readonly number[],
): PromptLookup {
  const sketch = sketchCompletion(text)
  return new PromptLookup(prompt, sketch === '' ? [] : tokenizer.encode(sketch, false))
}
