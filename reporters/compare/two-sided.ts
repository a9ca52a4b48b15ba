import { mcnemarMidP } from '../../plugin/stats/mcnemar.ts'

/**
 * Two-sided McNemar mid-p: twice the smaller of the one-sided ones, 1 when as many are lost as won.
 * Source: Fagerland, Lydersen & Laake, BMC Medical Research Methodology 13 (2013) 91.
 */
export function twoSided(lost: number, won: number): number {
  const { pWorse, pBetter } = mcnemarMidP(lost, won)
  return Math.min(1, 2 * Math.min(pWorse, pBetter))
}
