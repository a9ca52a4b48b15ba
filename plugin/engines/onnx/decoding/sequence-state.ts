import { quoted } from '../../../core/printable.ts'
import { knownBlocks, openedBlock, openedReasoning, reasoningBlocks } from '../../../extraction/reasoning.ts'
import type { CompletionRequest } from '../../../records/engine.ts'
import { agreedConstraint } from '../../contract/agreed-constraint.ts'
import type { EngineResult } from '../../contract/completions.ts'
import { JsonStopCriterion } from '../../contract/json-stop-criterion.ts'
import { sketchCompletion } from './completion-sketch.ts'
import type { DecodingConfig } from './decoding-config.ts'
import { Detokenizer } from './detokenizer.ts'
import { type EncodedPrompt, encodePrompt } from './encode-prompt.ts'
import type { NextTokens } from './next-tokens.ts'
import { PromptLookup } from './prompt-lookup.ts'
import { SequenceConstraint } from './sequence-constraint.ts'

/** What a sequence adds to a step: tokens that are certain, and after them draft tokens. */
export interface StepTokens {
  /** All of them. */
  readonly tokens: readonly number[]
  readonly draft: readonly number[]
}

/** The result of a step for one sequence. */
export interface Verified {
  /** How many of the step's tokens belong to the sequence: their keys and values stay. */
  readonly kept: number
  /** The completion when it has ended. */
  readonly result: EngineResult | null
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
  readonly #uncached: number[]
  readonly #constraint: SequenceConstraint | null
  #needsLogits = false
  #isDisposed = false
  readonly #started: number
  readonly #prefillFrom: number
  #steps = 0
  #drafted = 0
  #accepted = 0
  #prefixCached: number | null = null
  #firstAt: number | null = null
  #lastAt: number

  private constructor(
    config: DecodingConfig,
    request: CompletionRequest,
    encoded: EncodedPrompt,
    limit: number,
    started: number,
    constraint: SequenceConstraint | null,
  ) {
    const prompt = encoded.tokens
    this.prompt = prompt
    this.#uncached = [...prompt]
    this.#constraint = constraint
    const blocks = knownBlocks(request.reasoning)
    this.#reasoningOpened = openedReasoning(encoded.rendered, blocks, encoded.written)?.start
    const marks = blocks.flatMap(({ start, ends }) => [start, ...ends])
    this.#decode = (ids) => config.tokenizer.decode(ids, marks)
    this.#endTokens = config.endTokens
    this.#limit = limit
    this.#detokenizer = new Detokenizer(this.#decode)
    this.#jsonStop =
      request.stop === 'json_complete' && constraint === null
        ? jsonStopFor(request, config, encoded, this.#reasoningOpened)
        : null
    this.#lookup = config.lookup ? lookupFor(config, request, prompt) : null
    this.#started = started
    this.#prefillFrom = performance.now()
    this.#lastAt = started
  }

  /** Tokenizes the prompt. Returns a failed completion when the prompt cannot be used. */
  static async start(
    config: DecodingConfig,
    request: CompletionRequest,
  ): Promise<SequenceState | EngineResult> {
    const started = performance.now()
    const encoded = encodePrompt(config, request)
    if (typeof encoded === 'string') return { text: '', failure: { code: 'ENGINE_FAILED', message: encoded } }
    const prompt = encoded.tokens
    const room = (config.contextLength ?? Number.POSITIVE_INFINITY) - prompt.length
    if (room < 1) {
      const message =
        `the prompt of ${quoted(request.id)} has ${prompt.length} tokens and the model's context ` +
        `${config.contextLength}: no room for a completion. Shorten the prompt or use a model with a longer context.`
      return {
        text: '',
        tokensIn: prompt.length,
        tokensOut: 0,
        failure: { code: 'PROMPT_TOO_LONG', message },
      }
    }
    const limit = Math.min(request.maxNewTokens, room)
    const agreed = agreedConstraint(config.constraint, request)
    const constraint = agreed === null ? null : await SequenceConstraint.open(...agreed)
    return new SequenceState(config, request, encoded, limit, started, constraint)
  }

  /** Tokens that may still be generated. */
  get remaining(): number {
    return this.#limit - this.#steps
  }

  /** Tokens that are not in the KV cache yet: the prompt at first, later the last output token and forced ones. */
  get uncached(): readonly number[] {
    return this.#uncached
  }

  /** Marks the first `count` uncached tokens as stored in the KV cache. */
  cached(count: number): void {
    this.#uncached.splice(0, count)
  }

  /** The first `count` tokens of the prompt came from the prefix cache. */
  prefixCached(count: number): void {
    this.#prefixCached = count
  }

  /** The next choice needs the logits of its row. */
  get needsLogits(): boolean {
    return this.#needsLogits
  }

  /**
   * The tokens of the next step, at most `room`: uncached ones and, after all of them, at most `limit` draft tokens, often
   * none. One token of the limit is left for the step's own output.
   */
  next(limit: number, room: number): StepTokens {
    const certain = this.#uncached.slice(0, room)
    const most = Math.min(limit, room - certain.length, this.remaining - 1)
    if (certain.length < this.#uncached.length || this.#needsLogits || most <= 0)
      return { tokens: certain, draft: [] }
    const found = this.#lookup?.draft(most) ?? []
    const draft = this.#constraint?.checkDraft(found, most) ?? found
    return { tokens: [...certain, ...draft], draft }
  }

  /**
   * Takes the most likely allowed token after each token of a step, up to the first that differs from the draft. Returns
   * how many of the step's tokens are kept, and the completion when it ended among them.
   *
   * @param rows of which the one at `from` belongs to the step's first token
   */
  async verify({ tokens, draft }: StepTokens, rows: NextTokens, from = 0): Promise<Verified> {
    this.#lastAt = performance.now()
    this.#firstAt ??= this.#lastAt
    this.#needsLogits = false
    const certain = tokens.length - draft.length
    // Forced tokens that did not fit into the step.
    if (certain < this.#uncached.length) return { kept: certain, result: null }
    let accepted = 0
    let result: EngineResult | null = null
    this.#drafted += draft.length
    let used = 0
    for (let isSame = true; isSame && result === null; ) {
      // Counted before the choice, which may end the output: draft tokens beyond the end do not count as accepted.
      this.#accepted += accepted - used
      used = accepted
      const row = from + certain - 1 + accepted
      const token = this.#constraint === null ? rows.best(row) : await this.#constraint.choose(rows, row)
      if (token === null) {
        // The last kept token goes through the model again, with logits.
        this.#needsLogits = true
        accepted--
        break
      }
      result = this.#push(token) ?? this.#atEnd()
      const forced = result === null ? (this.#constraint?.takeForced(this.remaining) ?? []) : []
      for (const each of forced) result ??= this.#push(each)
      for (const each of [token, ...forced]) {
        isSame = isSame && draft[accepted] === each
        if (!isSame) break
        accepted++
      }
    }
    if (result === null) this.#accepted += Math.max(0, accepted - used)
    this.#lookup?.recordAcceptance(draft.length, Math.max(0, accepted))
    return { kept: certain + accepted, result }
  }

  /** Takes a token that a runtime with a loop of its own has chosen. Returns the completion when it ends there. */
  take(token: number): EngineResult | null {
    this.#lastAt = performance.now()
    this.#firstAt ??= this.#lastAt
    return this.#push(token)
  }

  /** Adds a token to the output; the completion when it ends there. */
  #push(token: number): EngineResult | null {
    this.#steps++
    if (this.#endTokens.has(token)) return this.finish({ finishReason: 'stop' })
    this.#output.push(token)
    this.#uncached.push(token)
    this.#lookup?.push(token)
    if (this.#jsonStop?.push(this.#detokenizer.push(token)))
      return this.finish({ finishReason: 'json_complete' })
    return this.remaining > 0 ? null : this.finish({ finishReason: 'length' })
  }

  /** The completion when EOS is the only token that the constraint allows. */
  #atEnd(): EngineResult | null {
    if (!this.#constraint?.isComplete(() => this.#decode(this.#output.slice(-4)))) return null
    this.#steps++
    return this.finish({ finishReason: 'stop' })
  }

  /** Frees what the sequence holds outside of JavaScript. */
  dispose(): void {
    if (!this.#isDisposed) this.#constraint?.dispose()
    this.#isDisposed = true
  }

  /** The completion with the output so far. */
  finish(rest: Pick<EngineResult, 'finishReason' | 'failure'>): EngineResult {
    const firstAt = this.#firstAt
    return {
      ...rest,
      text: this.#decode(this.#output),
      ...(this.#reasoningOpened === undefined ? {} : { reasoningOpened: this.#reasoningOpened }),
      tokensIn: this.prompt.length,
      ...(this.#prefixCached === null ? {} : { cachedTokensIn: this.#prefixCached }),
      tokensOut: this.#steps,
      ...(this.#lookup === null ? {} : { speculation: { drafted: this.#drafted, accepted: this.#accepted } }),
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

function lookupFor(
  { tokenizer }: DecodingConfig,
  { prompt: { text } }: CompletionRequest,
  prompt: readonly number[],
): PromptLookup {
  const sketch = sketchCompletion(text)
  return new PromptLookup(prompt, sketch === '' ? [] : tokenizer.encode(sketch, false))
}
