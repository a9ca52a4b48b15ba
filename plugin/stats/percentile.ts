import { binomialLowerTail } from './binomial.ts'

/**
 * Nearest-rank percentile: the smallest value that at least a share `q` of the values does not exceed. So
 * every reported figure is a measured value. `sorted` is ascending; null when it is empty.
 */
export function percentile(sorted: ArrayLike<number>, q: number): number | null {
  const rank = Math.ceil(q * sorted.length - 1e-9)
  return sorted[Math.max(1, rank) - 1] ?? null
}

/** The {@link percentile} at 0.5 of values in any order. */
export function median(values: readonly number[]): number | null {
  return percentile(Float64Array.from(values).sort(), 0.5)
}

/** The smallest rank in 1..n+1 with P(X ≤ rank − 1) ≥ `level` for X ~ Binomial(n, q). */
function rankAt(level: number, n: number, q: number): number {
  let low = 1
  let high = n + 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (binomialLowerTail(middle - 1, n, q) >= level) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Distribution-free interval of a percentile between two order statistics. Each end is missed with
 * probability at most (1 − confidence) / 2. A bound is null if there are too few values: the p95 of 25
 * completions has no upper bound.
 * Source: David & Nagaraja, Order Statistics (2003), §7.1.
 */
export function percentileInterval(
  sorted: ArrayLike<number>,
  q: number,
  confidence = 0.95,
): readonly [number | null, number | null] {
  const n = sorted.length
  const tail = (1 - confidence) / 2
  const high = rankAt(1 - tail, n, q)
  // The largest rank with P(X ≤ rank − 1) ≤ tail is one below the first that exceeds it.
  let low = rankAt(tail, n, q)
  if (low > 0 && binomialLowerTail(low - 1, n, q) > tail) low -= 1
  return [sorted[low - 1] ?? null, sorted[high - 1] ?? null]
}
