import { binomialPmf, binomialUpperTail } from './binomial.ts'
import { DEFAULT_RULE, type DecisionRule, isLoss } from './decision-rule.ts'

/** Fewest losses that count as a loss beside `won` wins, starting the search at `from`; null when none does. */
function criticalLosses(won: number, pairs: number, rule: DecisionRule, from: number): number | null {
  for (let lost = Math.max(from, won + 1); lost + won <= pairs; lost += 1) {
    if (isLoss(lost, won, pairs, rule)) return lost
  }
  return null
}

/**
 * Exact chance that the rule calls a regression when each of `pairs` examples is lost with probability `lossRate`
 * and won with probability `winRate`, independently. With equal rates it is the chance of a false alarm.
 */
export function regressionPower(
  pairs: number,
  lossRate: number,
  winRate: number,
  rule: DecisionRule = DEFAULT_RULE,
): number {
  const lossOfRest = winRate >= 1 ? 0 : Math.min(1, lossRate / (1 - winRate))
  let critical = 0
  let power = 0
  for (let won = 0; won <= pairs; won += 1) {
    const chance = binomialPmf(won, pairs, winRate)
    if (won > pairs * winRate && chance < 1e-18) break
    // The bar only rises with the wins, so the search goes on where it stopped.
    const next = criticalLosses(won, pairs, rule, critical)
    if (next === null) break
    critical = next
    power += chance * binomialUpperTail(critical, pairs - won, lossOfRest)
  }
  return Math.min(1, power)
}

/**
 * Smallest true loss, in 0..1, that `pairs` examples turn into a `regression` with 80 % probability (or `power`),
 * assuming that the worse model wins no example back: the best case, in which `lost` is binomial. Every example won
 * back raises it. Null when not even the loss of every example would count.
 */
export function detectableLoss(pairs: number, rule: DecisionRule = DEFAULT_RULE, power = 0.8): number | null {
  // Without wins p is 2^-(lost + 1): the bar is where both that and the effect suffice.
  const needed = Math.max(
    1,
    Math.ceil(-Math.log2(rule.alpha) - 1 - 1e-9),
    Math.ceil(rule.minEffect * pairs - 1e-9),
  )
  if (needed > pairs) return null
  let low = 0
  let high = 1
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (binomialUpperTail(needed, pairs, middle) >= power) high = middle
    else low = middle
  }
  return high
}
