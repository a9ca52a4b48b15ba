import { binomialPmf, binomialUpperTail } from './binomial.ts'

/**
 * One-sided exact conditional McNemar test with mid-p: given `lost + gained` discordant pairs, the probability
 * that a fair coin loses at least this many, with the observed number counted half. `pWorse + pBetter` is 1;
 * both are 0.5 without discordant pairs.
 * Source: Fagerland, Lydersen & Laake, BMC Medical Research Methodology 13 (2013) 91; twice the smaller of
 * the two is their two-sided mid-p.
 */
export function mcnemarMidP(lost: number, gained: number): { pWorse: number; pBetter: number } {
  // Exact by symmetry, free of rounding.
  if (lost === gained) return { pWorse: 0.5, pBetter: 0.5 }
  const changed = lost + gained
  const larger = Math.max(lost, gained)
  const smaller = binomialUpperTail(larger, changed, 0.5) - 0.5 * binomialPmf(larger, changed, 0.5)
  // Computed on the side that keeps its digits, so that swapping the sides gives exactly the complement.
  return lost >= gained
    ? { pWorse: smaller, pBetter: 1 - smaller }
    : { pWorse: 1 - smaller, pBetter: smaller }
}

/**
 * Two-sided McNemar mid-p: twice the smaller of the one-sided ones, 1 when as many are lost as gained.
 * Source: Fagerland, Lydersen & Laake, BMC Medical Research Methodology 13 (2013) 91.
 */
export function twoSided(lost: number, gained: number): number {
  return twoSidedOf(mcnemarMidP(lost, gained))
}

/** The two-sided p value of a test: twice the smaller of the one-sided ones. */
export function twoSidedOf({
  pWorse,
  pBetter,
}: {
  readonly pWorse: number
  readonly pBetter: number
}): number {
  return Math.min(1, 2 * Math.min(pWorse, pBetter))
}
