/** ln k! − the Stirling approximation of it, for k ≥ 0 (k = 0 is the limit that makes the pmf right). */
function stirlingError(k: number): number {
  if (k === 0) return 0
  if (k < 16) {
    let logFactorial = 0
    for (let i = 2; i <= k; i += 1) logFactorial += Math.log(i)
    return logFactorial - (k + 0.5) * Math.log(k) + k - 0.5 * Math.log(2 * Math.PI)
  }
  const square = k * k
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / k
}

/** x ln(x / mean) + mean − x, without the cancellation near x = mean. */
function deviance(x: number, mean: number): number {
  if (x === 0) return mean
  const v = (x - mean) / (x + mean)
  if (Math.abs(v) > 0.1) return x * Math.log(x / mean) + mean - x
  // ln(x / mean) = 2 artanh(v), as a series; the linear term is what cancels.
  let sum = (x - mean) * v
  let term = 2 * x * v
  for (let j = 3; j < 1000; j += 2) {
    term *= v * v
    const next = sum + term / j
    if (next === sum) break
    sum = next
  }
  return sum
}

/**
 * P(X = k) for X ~ Binomial(n, p). The logarithm of a factorial loses digits as n grows (1e-9 at n = 10⁶), so
 * the pmf is written as a deviance from the mean, where nothing cancels: Loader, "Fast and accurate
 * computation of binomial probabilities" (2000). Relative error below 1e-12 up to n = 10⁶.
 */
export function binomialPmf(k: number, n: number, p: number): number {
  if (k < 0 || k > n || !Number.isInteger(k)) return 0
  if (p <= 0) return k === 0 ? 1 : 0
  if (p >= 1) return k === n ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log(p))
  const rest = n - k
  const exponent =
    stirlingError(n) -
    stirlingError(k) -
    stirlingError(rest) -
    deviance(k, n * p) -
    deviance(rest, n * (1 - p))
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * rest))
}

/** P(X = k) + P(X = k + step) + …, away from the mode, until the terms are negligible. */
function sumAway(k: number, step: 1 | -1, n: number, p: number): number {
  let term = binomialPmf(k, n, p)
  let sum = 0
  const odds = p / (1 - p)
  for (let i = k; term > sum * 1e-18 && term > 0; i += step) {
    sum += term
    term *= step === 1 ? ((n - i) / (i + 1)) * odds : i / (n - i + 1) / odds
  }
  return Math.min(1, sum)
}

/**
 * P(X ≥ k) for X ~ Binomial(n, p), by summing away from the mode, so that the smaller of the two tails keeps its
 * digits. Takes about √n steps.
 */
export function binomialUpperTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1
  if (k > n || p <= 0) return 0
  if (p >= 1) return 1
  return k > n * p ? sumAway(k, 1, n, p) : Math.max(0, 1 - sumAway(k - 1, -1, n, p))
}

/** P(X ≤ k) for X ~ Binomial(n, p). */
export function binomialLowerTail(k: number, n: number, p: number): number {
  return binomialUpperTail(n - k, n, 1 - p)
}
