import { mcnemarMidP } from './mcnemar.ts'
import { normalUpperTail } from './normal-quantile.ts'
import { createRandomSource } from './random.ts'

/** Up to this many differences all sign patterns are enumerated. */
const ENUMERATED = 14
/** Beyond it the null distribution, a sum of that many symmetric terms, is normal. */
const SAMPLED = 5000
const RESAMPLES = 9999
const SEED = 'EDGE'

/**
 * One-sided paired permutation test of a mean, with mid-p: if the models were equal, each difference would have either sign with
 * equal chance. `pWorse` is the chance of at least this loss, with the observed one counted half; `pWorse + pBetter` is 1, and
 * both are 0.5 where nothing differs. Of differences of one size (0 or 1 for each example) it is the McNemar mid-p.
 *
 * @param differences candidate − reference of each pair, positive where the candidate is better
 */
export function signFlipMidP(differences: readonly number[]): { pWorse: number; pBetter: number } {
  const changed = differences.filter((difference) => difference !== 0)
  const sizes = changed.map(Math.abs)
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0)
  // Sums in another order differ in their last digits.
  const tie = 1e-9 * largest
  const lost = changed.filter((difference) => difference < 0).length
  if (sizes.every((size) => largest - size <= tie)) return mcnemarMidP(lost, changed.length - lost)
  const observed = changed.reduce((sum, difference) => sum + difference, 0)
  if (changed.length > SAMPLED) {
    const z = observed / Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0))
    const tail = normalUpperTail(Math.abs(z))
    return z < 0 ? { pWorse: tail, pBetter: 1 - tail } : { pWorse: 1 - tail, pBetter: tail }
  }
  const sums = changed.length <= ENUMERATED ? allSums(sizes) : sampledSums(sizes, observed)
  let below = 0
  for (const sum of sums) below += sum < observed - tie ? 1 : sum <= observed + tie ? 0.5 : 0
  const pWorse = below / sums.length
  return { pWorse, pBetter: 1 - pWorse }
}

/** The sums under every pattern of signs. */
function allSums(sizes: readonly number[]): Float64Array {
  let sums = Float64Array.of(0)
  for (const size of sizes) {
    const next = new Float64Array(2 * sums.length)
    sums.forEach((sum, at) => {
      next[2 * at] = sum - size
      next[2 * at + 1] = sum + size
    })
    sums = next
  }
  return sums
}

/** The sums under random signs; the observed one is one of them, so that no p is 0. */
function sampledSums(sizes: readonly number[], observed: number): Float64Array {
  const random = createRandomSource(SEED)
  const sums = new Float64Array(RESAMPLES + 1).fill(observed)
  for (let r = 0; r < RESAMPLES; r += 1) {
    let sum = 0
    let bits = 0
    for (let i = 0; i < sizes.length; i += 1) {
      if (i % 32 === 0) bits = random.index(2 ** 32)
      const size = sizes[i] ?? 0
      sum += bits & (1 << (i % 32)) ? size : -size
    }
    sums[r] = sum
  }
  return sums
}
