import type { CaseRecord } from '../records/case.ts'
import type { Energy, EnergyCost, EnergyRecord } from '../records/energy.ts'
import { primaryScores } from '../records/scores.ts'

/**
 * The figures of a run's sample. The exact examples are those of the run: the sample runs the same prompts again.
 *
 * @param cases the examples of the run
 */
export function energyFigures(
  { probe, scope, reason, idleWatts, examples }: EnergyRecord,
  cases: Iterable<Pick<CaseRecord, 'id' | 'scores'>>,
): Energy {
  const nothing = { probe, scope, idleWatts, examples: 0, exact: 0, tokensOut: null }
  if (examples.length === 0) {
    return { ...nothing, reason: reason ?? 'no example was measured', seconds: null, gross: null, net: null }
  }
  const ids = new Set(examples.map(({ id }) => id))
  let exact = 0
  for (const { id, scores } of cases) if (ids.has(id) && primaryScores(scores)?.jsonExact === true) exact += 1
  const tokensOut = examples.reduce<number | null>(
    (sum, each) => (sum === null || each.tokensOut === null ? null : sum + each.tokensOut),
    0,
  )
  const seconds = examples.reduce((sum, each) => sum + each.seconds, 0)
  const joules = examples.reduce((sum, each) => sum + each.joules, 0)
  const per = (count: number | null, total: number): number | null =>
    count === null || count === 0 ? null : total / count
  const cost = (total: number): EnergyCost => ({
    joules: total,
    perExample: total / examples.length,
    perToken: per(tokensOut, total),
    perExact: per(exact, total),
  })
  return {
    ...nothing,
    reason: null,
    examples: examples.length,
    exact,
    tokensOut,
    seconds,
    gross: cost(joules),
    net: idleWatts === null ? null : cost(joules - idleWatts * seconds),
  }
}
