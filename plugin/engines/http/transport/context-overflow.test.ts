import { describe, expect, test } from 'vitest'
import { fittingLimit, readContextOverflow } from './context-overflow.ts'

/** Server, its words, and what follows from them for a limit of 2048 tokens: another limit, or none. */
const WORDINGS: readonly (readonly [string, string, number | null])[] = [
  [
    'vLLM',
    "This model's maximum context length is 512 tokens. However, you requested 2160 tokens (112 in the messages, 2048 in the completion). Please reduce the length of the messages or completion.",
    400,
  ],
  [
    'vLLM, too large',
    "'max_tokens' or 'max_completion_tokens' is too large: 2048. This model's maximum context length is 512 tokens and your request has 112 input tokens (2048 > 512 - 112). None",
    400,
  ],
  [
    'vLLM, newer',
    "This model's maximum context length is 512 tokens. However, your request has 8 input tokens plus 2045 'max_tokens'. Please reduce one or the other.",
    504,
  ],
  [
    'vLLM, prompt',
    "This model's maximum context length is 512 tokens. However, your messages resulted in 613 tokens. Please reduce the length of the messages.",
    null,
  ],
  ['vLLM, negative', 'max_tokens must be at least 1, got -186.', null],
  [
    'SGLang',
    "Requested token count exceeds the model's maximum context length of 512 tokens. You requested a total of 2160 tokens: 112 tokens from the input messages and 2048 tokens for the completion.",
    400,
  ],
  ['SGLang, prompt', "The input (613 tokens) is longer than the model's context length (512 tokens).", null],
  ['SGLang, memory', 'Input length (613 tokens) exceeds the maximum allowed length (512 tokens).', null],
  [
    'llama-server',
    'the request exceeds the available context size. try increasing the context size or enable context shift',
    null,
  ],
  [
    'llama-server, newer',
    'request (613 tokens) exceeds the available context size (512 tokens), try increasing it',
    null,
  ],
  ['llama-cpp-python', 'Requested tokens (613) exceed context window of 512', null],
  [
    'LM Studio',
    'Trying to keep the first 613 tokens when context the overflows. However, the model is loaded with context length of only 512 tokens, which is not enough.',
    null,
  ],
  [
    'LM Studio, newer',
    'The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 613>= n_ctx: 512). Try to load the model with a larger context length, or provide a shorter input.',
    null,
  ],
  ['Ollama', 'the input length exceeds the context length', null],
  [
    'TGI',
    'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 512. Given: 112 `inputs` tokens and 2048 `max_new_tokens`',
    400,
  ],
  ['TGI, prompt', 'Input validation error: `inputs` must have less than 512 tokens. Given: 613', null],
  [
    'OpenAI, output',
    'max_tokens is too large: 2048. This model supports at most 1024 completion tokens, whereas you provided 2048.',
    1024,
  ],
  [
    'Groq, output',
    '`max_tokens` must be less than or equal to `1000`, the maximum value for this model',
    1000,
  ],
  [
    'Anthropic',
    'input length and `max_tokens` exceed context limit: 112 + 2048 > 512, decrease input length',
    400,
  ],
  ['Anthropic, prompt', 'prompt is too long: 613 tokens > 512 maximum', null],
  ['Gemini', 'The input token count (613) exceeds the maximum number of tokens allowed (512).', null],
]

test.each(WORDINGS)('%s', (_, message, limit) => {
  const overflow = readContextOverflow(message, [])
  if (overflow === null) throw new Error('not recognised')
  expect(fittingLimit(overflow, 2048, null)).toBe(limit)
})

describe('what else is known', () => {
  test('the fields of llama-server', () => {
    const error = { type: 'exceed_context_size_error', n_prompt_tokens: 613, n_ctx: 512 }
    expect(readContextOverflow('too big', ['exceed_context_size_error'], error)).toEqual({
      context: 512,
      prompt: 613,
      mostOutput: null,
    })
  })

  test('a name without a wording', () => {
    expect(readContextOverflow('no', ['context_length_exceeded'])).toEqual({
      context: null,
      prompt: null,
      mostOutput: null,
    })
  })

  test('the context of the list of models is trusted more than a message', () => {
    const wrong = "This model's maximum context length is 3 tokens. However, your request has 8 input tokens."
    const overflow = readContextOverflow(wrong, [])
    if (overflow === null) throw new Error('not recognised')
    expect(fittingLimit(overflow, 2045, null)).toBeNull()
    expect(fittingLimit(overflow, 2045, 2048)).toBe(2040)
  })
})

test.each([
  'CUDA error: out of memory',
  'rate limit reached: 6000 tokens per minute',
  'invalid api key',
  'model "m" not found',
  'messages: at least one message is required',
  "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
])('no overflow: %s', (message) => {
  expect(readContextOverflow(message, [])).toBeNull()
})
