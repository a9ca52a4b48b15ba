import { type CompletionRequest, quoted } from '../../model/index.ts'
import { type Answer, interruption } from '../completions.ts'
import type { ChatTemplate } from './chat-template.ts'
import type { Decoder } from './decoder.ts'
import { JsonEnd } from './json-end.ts'
import { PromptLookup } from './prompt-lookup.ts'
import { TextStream } from './text-stream.ts'
import type { TextTokenizer } from './tokenizer.ts'

/** A loaded model. */
export interface LanguageModel {
  readonly decoder: Pick<Decoder, 'empty' | 'extend' | 'next' | 'truncate'>
  readonly tokenizer: TextTokenizer
  readonly chatTemplate: ChatTemplate | null
  readonly endTokens: ReadonlySet<number>
  /** Tokens of prompt and answer together; null when the model does not say. */
  readonly contextLength: number | null
  /** Guess tokens from the prompt and check several in one step. */
  readonly lookup: boolean
}

/**
 * Greedy decoding of one request: the prompt in one go (prefill), then step by step. A step checks a guess of the next
 * tokens, see {@link PromptLookup}, and every token of the answer is the model's most likely one after those before it.
 * Token counts include the end token. Between two steps the signal is looked at; what there is of the answer is then
 * returned as a failure.
 */
export async function generate(
  model: LanguageModel,
  request: CompletionRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const started = performance.now()
  const prompt = encodePrompt(model, request)
  if (typeof prompt === 'string') return { text: '', failure: { code: 'ENGINE_FAILED', message: prompt } }
  const room = (model.contextLength ?? Number.POSITIVE_INFINITY) - prompt.length
  if (room < 1) {
    const message =
      `the prompt of ${quoted(request.id)} has ${prompt.length} tokens and the model's context ` +
      `${model.contextLength}: no room for an answer. Shorten the prompt or take a model with a longer context.`
    return { text: '', tokensIn: prompt.length, tokensOut: 0, failure: { code: 'PROMPT_TOO_LONG', message } }
  }
  const limit = Math.min(request.maxNewTokens, room)

  const answer: number[] = []
  const stream = new TextStream(model.tokenizer.decode)
  const json = request.stop === 'json_complete' ? new JsonEnd() : null
  let steps = 0
  let firstAt: number | null = null
  let lastAt = started

  const finish = (rest: Pick<Answer, 'finishReason' | 'failure'>): Answer => ({
    ...rest,
    text: model.tokenizer.decode(answer),
    tokensIn: prompt.length,
    tokensOut: steps,
    timings: {
      prefillMs: firstAt === null ? null : firstAt - encodedAt,
      firstTokenMs: firstAt === null ? null : firstAt - started,
      decodeMs: firstAt === null ? null : lastAt - firstAt,
      totalMs: performance.now() - started,
    },
  })

  const encodedAt = performance.now()
  let past = model.decoder.empty()
  // The last token goes alone: only then are logits wanted, and a row of them for every token of the prompt would
  // be copied out of the runtime for nothing.
  if (prompt.length > 1) past = await model.decoder.extend(past, prompt.slice(0, -1))
  const lookup = model.lookup ? new PromptLookup(prompt) : null
  let last = prompt.slice(-1)
  while (steps < limit) {
    if (signal.aborted) return finish({ failure: interruption(signal) })
    // The step itself adds one token, so a guess may take the rest of the limit but one.
    const draft = lookup?.draft(limit - steps - 1) ?? []
    const step = await model.decoder.next(past, [...last, ...draft])
    lastAt = performance.now()
    firstAt ??= lastAt
    let right = 0
    while (right < draft.length && draft[right] === step.next[right]) right++
    lookup?.judge(draft.length, right)
    for (const token of step.next.slice(0, right + 1)) {
      steps++
      if (model.endTokens.has(token)) return finish({ finishReason: 'stop' })
      answer.push(token)
      lookup?.push(token)
      if (json?.push(stream.push(token))) return finish({ finishReason: 'json_complete' })
      last = [token]
    }
    past = model.decoder.truncate(step.past, past.length + 1 + right)
  }
  return finish({ finishReason: 'length' })
}

/** The prompt's tokens, or why there are none. */
function encodePrompt(
  { tokenizer, chatTemplate }: LanguageModel,
  { prompt }: CompletionRequest,
): number[] | string {
  let tokens: number[]
  if (prompt.kind === 'chat') {
    if (chatTemplate === null) {
      return 'the model has no chat template (chat_template.jinja); choose another prompt template'
    }
    // The template writes special tokens itself.
    tokens = tokenizer.encode(chatTemplate(prompt.text), false)
  } else {
    tokens = tokenizer.encode(prompt.text, true)
  }
  return tokens.length > 0 ? tokens : 'the prompt is empty'
}
