import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable } from '../../plugin/core/printable.ts'
import { defaultMetric } from '../../plugin/gate/metric-value.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { type GateMetric, metricLabel } from '../../plugin/records/gate-metric.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { NamedRun } from './types.ts'

/** The metric that decided the gate of a run; null for a run that was not gated and names none. */
function gatedOn({ verdict, cases }: RunReport): GateMetric | null {
  return verdict.metric ?? (verdict.state === 'not_gated' ? null : defaultMetric(cases))
}

/** The metric on which all of the runs were gated, or the default where none was; null where they differ. */
export function agreedMetric(runs: readonly NamedRun[]): GateMetric | null {
  const metrics = new Set(runs.flatMap(({ report }) => gatedOn(report) ?? []))
  const [first = defaultMetric(casesOf(runs))] = metrics
  return metrics.size > 1 ? null : first
}

function* casesOf(runs: readonly NamedRun[]): Generator<CaseRecord> {
  for (const { report } of runs) yield* report.cases
}

/** `fp32: JSONExact; q4: FieldF1`. */
export function metricsText(runs: readonly NamedRun[]): string {
  return runs
    .map(({ label, report }) => {
      const metric = gatedOn(report)
      return `${printable(label)}: ${metric === null ? 'not gated' : metricLabel(metric)}`
    })
    .join('; ')
}

/**
 * The metric on which all of the runs were gated.
 *
 * @throws {EdgejsonError} `BAD_REPORT` where they differ.
 */
export function comparedMetric(runs: readonly NamedRun[]): GateMetric {
  const agreed = agreedMetric(runs)
  if (agreed !== null) return agreed
  const found = [...new Set(runs.flatMap(({ report }) => gatedOn(report) ?? []))]
  throw new EdgejsonError(
    'BAD_REPORT',
    `these runs were gated on different metrics (${metricsText(runs)}). Choose the one to compare by: ` +
      `${found.map((metric) => `--metric ${metric}`).join(' or ')}.`,
  )
}
