import type { Completion } from '../../../plugin/records/completion.ts'
import type { CompletionRequest } from '../../../plugin/records/engine.ts'

/** The packaged examples as requests of a bench; `own`: at most so many tokens of a prompt. */
export interface Material {
  /** Requests of the test split, free, in a shuffled order. */
  readonly requests: readonly CompletionRequest[]
  /** What a request is constrained to. */
  readonly constraintOf: (id: string) => CompletionRequest['constraint']
  /** Prompts of the train split, for texts that prompts begin with. */
  readonly train: readonly string[]
  readonly countTokens: (text: string) => number
}

/** Two ways to run the same requests. */
export interface Pair {
  readonly name: string
  /** What is compared, of one round: larger is better. */
  readonly figure: 'tokens/s' | 'prompts/s of prefill'
  readonly ways: readonly [Way, Way]
  /** The requests of a round; those of a constrained engine get their constraint. */
  requests(round: number): CompletionRequest[]
}

export interface Way {
  readonly name: string
  /** Engine options. */
  readonly options: Readonly<Record<string, unknown>>
}

/** Tokens of the prefix of {@link pairsOf}'s prompts, and of what follows it. */
const PREFIX_TOKENS = 1000
const OWN_TOKENS = 100
const PREFIX_PROMPTS = 32

export function pairsOf({ requests, train, countTokens }: Material, examples: number): Pair[] {
  const some = (count: number, round: number): CompletionRequest[] =>
    Array.from({ length: Math.min(count, requests.length) }, (_, index) => {
      const request = requests[(round * count + index) % requests.length]
      if (request === undefined) throw new RangeError('the dataset is empty')
      return request
    })
  const constraint = (name: string, options: Way['options'], count: number): Pair => ({
    name,
    figure: 'tokens/s',
    ways: [
      { name: 'free', options },
      { name: "constrain: 'schema'", options: { ...options, constrain: 'schema' } },
    ],
    requests: (round) => some(count, round),
  })
  return [
    constraint('constraint, 32 sequences', { concurrency: 32 }, examples),
    constraint('constraint, 1 sequence', { concurrency: 1 }, Math.ceil(examples / 5)),
    {
      name: `prefix caching, ${PREFIX_PROMPTS} prompts with ${PREFIX_TOKENS} tokens in common`,
      figure: 'prompts/s of prefill',
      ways: [
        { name: 'off', options: { prefixCaching: false } },
        { name: 'on', options: {} },
      ],
      requests: (round) => {
        const prefix = prefixOf(train, round, countTokens)
        return some(PREFIX_PROMPTS, round).map((request, index) => ({
          ...request,
          maxNewTokens: 1,
          prompt: {
            ...request.prompt,
            text: `${prefix}\n${index}. ${shortened(request.prompt.text, OWN_TOKENS - 5, countTokens)}`,
          },
        }))
      },
    },
  ]
}

/** The figure of one way in one round. @param seconds wall-clock time of all requests */
export function figureOf(pair: Pair, completions: readonly Completion[], seconds: number): number {
  if (pair.figure === 'tokens/s')
    return completions.reduce((sum, { tokensOut }) => sum + (tokensOut ?? Number.NaN), 0) / seconds
  const prefill = completions.reduce((sum, { timings }) => sum + (timings.prefillMs ?? Number.NaN), 0)
  return (1000 * completions.length) / prefill
}

/** Another text in each round, so that nothing of an earlier round is cached. */
function prefixOf(train: readonly string[], round: number, countTokens: Material['countTokens']): string {
  let text = `Examples ${round}:`
  for (let index = 0; countTokens(text) < PREFIX_TOKENS; index++)
    text += `\n${train[(round * 7 + index) % train.length]}`
  return shortened(text, PREFIX_TOKENS, countTokens)
}

/** The longest beginning of a text with at most so many tokens. */
function shortened(text: string, tokens: number, countTokens: Material['countTokens']): string {
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (countTokens(text.slice(0, middle)) <= tokens) low = middle
    else high = middle - 1
  }
  return text.slice(0, low)
}
