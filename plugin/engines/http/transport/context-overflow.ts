import { positiveInteger } from '../../../core/positive-integer.ts'
/**
 * A server's statement that prompt and token limit do not fit into its context, in tokens; null if it does
 * not say.
 */
export interface ContextOverflow {
  readonly context: number | null
  readonly prompt: number | null
  /** Upper bound of the output alone. */
  readonly mostOutput: number | null
}

const NAMES = /context_length_exceeded|exceed_context_size|context_window_exceeded|string_above_max_length/i

/** The wordings of vLLM, SGLang, llama.cpp, llama-cpp-python, LM Studio, Ollama, TGI, OpenAI, Groq, Anthropic and Gemini. */
const WORDINGS: readonly RegExp[] = [
  /(?:maximum|model'?s|available|max) (?:context|sequence|prompt)[ _](?:length|size|window)/i,
  /(?:exceeds?|overflows?|longer than|greater than|larger than|too (?:long|large) for)[^.]{0,60}\bcontext\b/i,
  /\bcontext\b[^.]{0,60}(?:exceed|overflow|too (?:small|short)|is full)/i,
  /\b(?:prompt|input)\b[^.]{0,40}\btoo long\b/i,
  /\binput (?:length|token count)\b[^.]{0,60}exceeds/i,
  /\bmax_(?:completion_|new_|output_)?tokens\b[^.]{0,60}(?:is too large|must be (?:at least 1|<=|less than)|exceeds?)/i,
  /`inputs` (?:must have less than|tokens \+)/i,
  /reduce (?:the length of|your) [^.]{0,30}(?:prompt|messages|input)/i,
  /token indices sequence length is longer/i,
]

const CONTEXT: readonly RegExp[] = [
  /context (?:length|size|window)(?: of)?(?: is)?(?: only)? \(?(\d+)/i,
  /maximum (?:context|sequence) length (?:of|is|for this model is)? ?(\d+)/i,
  /n_ctx: (\d+)/i,
  /`max_new_tokens` must be <= (\d+)\. Given/i,
  /`inputs` must have less than (\d+)/i,
  /context limit: \d+ \+ \d+ > (\d+)/i,
  /maximum (?:number of tokens allowed|allowed length) \((\d+)/i,
  /\(\d+ > (\d+)\)/,
]

const PROMPT: readonly RegExp[] = [
  /\((\d+) (?:tokens )?in the messages/i,
  /\((\d+) in your prompt/i,
  /(?:has|with|passed|contains(?: at least)?) (\d+) (?:input|prompt) tokens/i,
  /messages resulted in (\d+) tokens/i,
  /(\d+) tokens from the input/i,
  /Given: (\d+)/i,
  /(?:input|prompt|request) \((\d+) tokens\)/i,
  /n_keep: (\d+)/i,
  /keep the first (\d+) tokens/i,
  /context limit: (\d+) \+/i,
  /Input length \((\d+) tokens\)/i,
  /input token count \((\d+)\)/i,
  /prompt is too long: (\d+) tokens/i,
]

const MOST_OUTPUT: readonly RegExp[] = [
  /supports at most (\d+) completion tokens/i,
  /max_(?:completion_|new_|output_)?tokens\b[^.]{0,60}must be (?:<=|less than or equal to|at most) `?(\d+)`?(?!\.? Given)/i,
]

/**
 * Recognises that a request was rejected because it does not fit into the context; null for any other error.
 *
 * @param message the text of the server
 * @param names its names for the error
 * @param error its error object, which in llama-server has `n_prompt_tokens` and `n_ctx`
 */
export function readContextOverflow(
  message: string,
  names: readonly string[],
  error: Readonly<Record<string, unknown>> = {},
): ContextOverflow | null {
  const text = message.slice(0, 4000)
  if (
    !names.some((name) => NAMES.test(name)) &&
    !NAMES.test(text) &&
    !WORDINGS.some((each) => each.test(text))
  ) {
    return null
  }
  const sum = /`inputs` tokens \+ `max_new_tokens` must be <= (\d+)/i.exec(text)?.[1]
  return {
    context: positiveInteger(error.n_ctx) ?? (sum === undefined ? first(CONTEXT, text) : Number(sum)),
    prompt: positiveInteger(error.n_prompt_tokens) ?? first(PROMPT, text),
    mostOutput: sum === undefined ? first(MOST_OUTPUT, text) : null,
  }
}

/**
 * The largest token limit below the requested one that fits; null if the prompt alone fills the context, or
 * if that is unknown.
 *
 * @param context length of the context from the server's list of models, in tokens; it takes precedence over
 * a message
 */
export function fittingLimit(
  { context: stated, prompt, mostOutput }: ContextOverflow,
  asked: number,
  context: number | null,
): number | null {
  const whole = context ?? stated
  const room = whole === null || prompt === null ? Number.POSITIVE_INFINITY : whole - prompt
  const limit = Math.min(room, mostOutput ?? Number.POSITIVE_INFINITY)
  return Number.isFinite(limit) && limit >= 1 && limit < asked ? limit : null
}

function first(patterns: readonly RegExp[], text: string): number | null {
  for (const pattern of patterns) {
    const number = Number(pattern.exec(text)?.[1])
    if (Number.isSafeInteger(number) && number > 0) return number
  }
  return null
}
