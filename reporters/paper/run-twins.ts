import type { RunReport } from '../../plugin/records/run-report.ts'
import type { RunView } from './run-view.ts'

/**
 * The runs without duplicates: runs with the same results are merged into the first one, in `twins`. One model often
 * gives the same completions on several machines. Latency tables and figures keep every run.
 */
export function withoutTwins(runs: readonly RunView[]): RunView[] {
  const groups = new Map<string, RunView[]>()
  for (const run of runs) {
    const key = `${run.model}\n${resultsKey(run.report)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [run])
    else group.push(run)
  }
  const distinct = [...groups.values()]
  return distinct.flatMap(([first, ...twins]): RunView[] => {
    if (first === undefined) return []
    if (twins.length === 0) return [first]
    const alone = distinct.filter(([other]) => other?.model === first.model).length === 1
    return [{ ...first, label: alone ? first.model : first.label, twins: twins.map(({ label }) => label) }]
  })
}

/** Everything that an accuracy table or figure may show. */
function resultsKey({ fingerprint, model, totals, byComplexity, errorClasses }: RunReport): string {
  return JSON.stringify([fingerprint, model.sha256, model.dtype, totals, byComplexity, errorClasses])
}
