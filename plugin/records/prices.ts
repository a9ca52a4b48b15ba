import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { count, nullable, number, text } from './schema.ts'

/** What tokens cost, per million. */
export interface Prices {
  /** Per million tokens of prompts. */
  readonly input: number
  /** Per million tokens of completions. */
  readonly output: number
  /** Name of the currency in reports: up to 8 letters. Default `USD`. */
  readonly currency?: string
}

/** Figures of an amount that each example has, over the examples with an output; all repeats of an example together. */
export interface Amounts {
  readonly mean: number
  /** Nearest rank. */
  readonly p95: number
  /** Of the whole run. */
  readonly total: number
}

/** What the completions of a run cost, by their token counts and the option `prices`. */
export interface CostFigures {
  readonly currency: string
  /** The prices, per million tokens. */
  readonly input: number
  readonly output: number
  /** Examples with an output. */
  readonly examples: number
  /** Null where the cost was not measured. */
  readonly amounts: Amounts | null
  /** Why it was not measured; null where it was. */
  readonly reason: string | null
}

const price = Type.Number({
  minimum: 0,
  maximum: 1e9,
  rule: 'a price per million tokens, from 0 (15 cents are 0.15)',
})

export const PRICES: TUnsafe<Prices> = typed<Prices>()(
  Type.Object(
    {
      input: price,
      output: price,
      currency: Type.Optional(
        Type.String({ pattern: '^[A-Za-z]{1,8}$', rule: 'up to 8 letters, such as EUR' }),
      ),
    },
    { additionalProperties: false },
  ),
)

export const COST: TUnsafe<CostFigures> = typed<CostFigures>()(
  Type.Object({
    currency: text,
    input: number,
    output: number,
    examples: count,
    amounts: nullable(Type.Object({ mean: number, p95: number, total: number })),
    reason: nullable(text),
  }),
)
