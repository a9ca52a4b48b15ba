import type { SwitchDifference } from '../../plugin/records/switches.ts'
import { holm } from '../../plugin/stats/holm.ts'
import type { PairSummary, ReportComparison } from '../compare/index.ts'

/** What tells variants apart. */
interface Switched {
  readonly name: string
  readonly dtype: string | null
  /** Null: free output. */
  readonly constraint: string | null
}

/** The key of a difference in the result of {@link plannedDifferences}. */
export const keyOf = (candidate: string, reference: string): string => JSON.stringify([candidate, reference])

/** The free variant of the same precision. */
export function freeOf<T extends Switched>(variant: Switched, measured: readonly T[]): T | null {
  if (variant.constraint === null) return null
  return measured.find(({ constraint, dtype }) => constraint === null && dtype === variant.dtype) ?? null
}

/** The planned differences, each once: all variants against the reference, and each constrained one against its free one. */
export function plannedDifferences(
  measured: readonly Switched[],
  alpha: number,
  reference: string | null,
  comparison: ReportComparison | null,
): Map<string, SwitchDifference> {
  if (comparison === null || reference === null) return new Map()
  const planned = new Map<string, PairSummary>()
  const plan = (candidate: string, against: string): void => {
    if (candidate === against) return
    planned.set(keyOf(candidate, against), pairOf(comparison, candidate, against))
  }
  for (const { name } of measured) plan(name, reference)
  for (const variant of measured) {
    const free = freeOf(variant, measured)
    // Of the reference itself that would be one of the others again, in the other direction.
    if (free !== null && variant.name !== reference) plan(variant.name, free.name)
  }
  const adjusted = holm([...planned.values()].map(({ p }) => p))
  return new Map(
    [...planned].map(([key, pair], at) => {
      const { lost, gained, difference, differenceInterval, p } = pair
      const pHolm = adjusted[at] ?? 1
      const significant = pHolm <= alpha
      const { reference } = pair
      return [
        key,
        { reference, lost, gained, difference, interval: differenceInterval, p, pHolm, significant },
      ]
    }),
  )
}

/** The pair in the direction that is shown. */
function pairOf({ pairs }: ReportComparison, candidate: string, reference: string): PairSummary {
  const same = pairs.find((pair) => pair.candidate === candidate && pair.reference === reference)
  const other = pairs.find((pair) => pair.candidate === reference && pair.reference === candidate)
  if (same !== undefined) return same
  if (other === undefined) throw new Error('every pair of runs has been compared')
  const [low, high] = other.differenceInterval
  return {
    ...other,
    candidate,
    reference,
    lost: other.gained,
    gained: other.lost,
    difference: 0 - other.difference,
    differenceInterval: [0 - high, 0 - low],
  }
}
