import { plural } from '../core/format.ts'
import type { CaseMeta } from '../records/case.ts'
import type { Completion } from '../records/completion.ts'
import { hasOutput } from '../records/finish-reason.ts'
import type { Amounts, CostFigures, Prices } from '../records/prices.ts'
import { completionsOf } from '../records/repeats.ts'
import { NumberList } from '../stats/number-list.ts'
import { percentile } from '../stats/percentile.ts'
import { type Tally, tallied } from './tally.ts'

type Case = Pick<CaseMeta, 'state' | 'completion' | 'repeats'>
type Tokens = Pick<Completion, 'tokensIn' | 'tokensOut'>

/** Amounts, or why they were not measured: a sum that leaves something out would be too small. */
export type MeasuredAmounts =
  | { readonly amounts: Amounts; readonly reason: null }
  | { readonly amounts: null; readonly reason: string }

/**
 * Mean, p95 and total of what each example took. An example without an output is in no rate and is left out; a completion
 * without the amount makes all three unknown.
 */
export function amountsOf(cases: Iterable<Case>, of: (completion: Tokens) => number | null): MeasuredAmounts {
  return tallied(cases, amountsTally(of))
}

/** {@link amountsOf}, case by case. */
export function amountsTally(
  of: (completion: Tokens) => number | null,
): Tally<Case, MeasuredAmounts> & { readonly examples: () => number } {
  const sums = new NumberList()
  let completions = 0
  let unknown = 0
  return {
    examples: () => sums.length,
    add(each) {
      const answers = each.state === 'failed' ? [] : completionsOf(each).filter(hasOutput)
      if (answers.length === 0) return
      const values = answers.map(of)
      completions += values.length
      unknown += values.filter((value) => value === null).length
      sums.add(values.reduce<number>((sum, value) => sum + (value ?? 0), 0))
    },
    result() {
      if (unknown > 0) {
        const lack = unknown === 1 ? 'has' : 'have'
        return {
          amounts: null,
          reason: `${unknown} of ${plural(completions, 'completion')} ${lack} no token counts`,
        }
      }
      const sorted = sums.sorted()
      const p95 = percentile(sorted, 0.95)
      if (p95 === null) return { amounts: null, reason: 'no example has an output' }
      // In this order the sum does not depend on the order of the examples.
      const total = sorted.reduce((sum, each) => sum + each, 0)
      return { amounts: { mean: total / sorted.length, p95, total }, reason: null }
    },
  }
}

/** The cost of a completion; null without token counts. */
export function costOf(
  { tokensIn, tokensOut }: Tokens,
  { input, output }: Pick<Prices, 'input' | 'output'>,
): number | null {
  return tokensIn === null || tokensOut === null ? null : (tokensIn * input + tokensOut * output) / 1e6
}

/** What all completions of an example cost together; null without an output or token counts. */
export function costOfCase(each: Case, prices: Pick<Prices, 'input' | 'output'>): number | null {
  return amountsOf([each], (completion) => costOf(completion, prices)).amounts?.total ?? null
}

/** What a run costs. */
export function costTally({ input, output, currency = 'USD' }: Prices): Tally<Case, CostFigures> {
  const amounts = amountsTally((completion) => costOf(completion, { input, output }))
  return {
    add: (each) => amounts.add(each),
    result: () => ({ currency, input, output, examples: amounts.examples(), ...amounts.result() }),
  }
}
