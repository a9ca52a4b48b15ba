import { binomialPmf, binomialUpperTail } from './binomial.ts'
import { DEFAULT_RULE, type DecisionRule, isLoss } from './decision-rule.ts'
import { normalQuantile } from './normal-quantile.ts'

/**
 * The smallest number of losses that is a loss by the rule, given `gained` gains, searched from `from`; null
 * when none is.
 */
function criticalLosses(gained: number, pairs: number, rule: DecisionRule, from: number): number | null {
  for (let lost = Math.max(from, gained + 1); lost + gained <= pairs; lost += 1) {
    if (isLoss(lost, gained, pairs, rule)) return lost
  }
  return null
}

/**
 * Exact probability that the rule finds a regression when each of `pairs` examples is lost with probability
 * `lossRate` and gained with probability `winRate`, independently. With equal rates it is the probability of
 * a false alarm.
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
  for (let gained = 0; gained <= pairs; gained += 1) {
    const chance = binomialPmf(gained, pairs, winRate)
    if (gained > pairs * winRate && chance < 1e-18) break
    // The critical number never falls as the gains rise, so the search continues from the last result.
    const next = criticalLosses(gained, pairs, rule, critical)
    if (next === null) break
    critical = next
    power += chance * binomialUpperTail(critical, pairs - gained, lossOfRest)
  }
  return Math.min(1, power)
}

/**
 * Minimum detectable effect: the smallest true loss, in 0..1, that `pairs` examples turn into a `regression`
 * with 80 % probability (or `power`), assuming that the worse model gains no example. That is the best case,
 * in which `lost` is binomial; every gain raises the figure. Null when not even the loss of every example
 * would count.
 */
export function detectableLoss(pairs: number, rule: DecisionRule = DEFAULT_RULE, power = 0.8): number | null {
  // Without gains p is 2^-(lost + 1): the smallest number that satisfies both this and the minimal effect.
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

/**
 * Minimum detectable effect of a mean, in its unit: the true loss that becomes a `regression` with 80 % probability (or
 * `power`) if the differences scatter as these do. By the normal approximation; null where the scatter cannot be estimated,
 * because fewer than two differ.
 */
export function detectableMeanLoss(
  differences: readonly number[],
  rule: DecisionRule = DEFAULT_RULE,
  power = 0.8,
): number | null {
  const n = differences.length
  if (differences.filter((difference) => difference !== 0).length < 2) return null
  const mean = differences.reduce((sum, each) => sum + each, 0) / n
  const variance = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (n - 1)
  const error = Math.sqrt(variance / n)
  return Math.max(normalQuantile(1 - rule.alpha) * error, rule.minEffect) + normalQuantile(power) * error
}
