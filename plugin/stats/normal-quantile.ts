/**
 * Upper part of the standard normal distribution, P(Z ≥ x), by the continued fraction of Laplace for large x and
 * the Taylor series of Φ around 0 elsewhere (Abramowitz & Stegun 1964, 26.2.10 and 26.2.14). Absolute error below
 * 1e-14.
 */
export function normalUpperTail(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  if (x < 0) return 1 - normalUpperTail(-x)
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)
  if (x < 3) {
    let term = x
    let sum = x
    for (let k = 1; Math.abs(term) > 1e-18 * sum; k += 1) {
      term *= (x * x) / (2 * k + 1)
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = x
  for (let k = 120; k >= 1; k -= 1) fraction = x + k / fraction
  return density / fraction
}

/**
 * The z with P(Z ≤ z) = p, for 0 < p < 1: the rational start of Abramowitz & Stegun (1964, 26.2.23), then Halley
 * steps on {@link normalUpperTail}. Relative error below 1e-12. ±Infinity at the ends, NaN outside.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0.5) return 0
  const tail = Math.min(p, 1 - p)
  if (tail === 0) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const t = Math.sqrt(-2 * Math.log(tail))
  let z =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for (let step = 0; step < 3; step += 1) {
    const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)
    const excess = (normalUpperTail(z) - tail) / density
    z += excess / (1 + (z * excess) / 2)
  }
  return p < 0.5 ? -z : z
}
