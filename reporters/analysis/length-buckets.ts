import type { Tally } from '../../plugin/aggregation/tally.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { primaryScores } from '../../plugin/records/scores.ts'
import type { LengthBucket } from './analysis.ts'

/** Upper bounds in tokens: each bucket is twice as wide as the one before. */
const BOUNDS = [64, 128, 256, 512, 1024, 2048, 4096]

/**
 * Success by length. Only buckets between the shortest and the longest completion; completions without a token count are
 * in none, and without any the list is empty.
 */
export function lengthTally(
  tokensOf: (each: CaseRecord) => number | null,
): Tally<CaseRecord, LengthBucket[]> {
  const buckets = [...BOUNDS, null].map((to, index) => ({
    from: index === 0 ? 0 : (BOUNDS[index - 1] ?? 0),
    to,
    scored: 0,
    exact: 0,
    truncated: 0,
  }))
  return {
    add(each) {
      const tokens = tokensOf(each)
      if (each.scores === null || tokens === null) return
      const bucket = buckets.find(({ to }) => to === null || tokens < to)
      if (bucket === undefined) return
      bucket.scored++
      if (primaryScores(each.scores).jsonExact) bucket.exact++
      if (each.scores.errorClass === 'truncated') bucket.truncated++
    },
    result() {
      const filled = buckets.map(({ scored }) => scored > 0)
      return buckets.slice(Math.max(0, filled.indexOf(true)), filled.lastIndexOf(true) + 1)
    },
  }
}
