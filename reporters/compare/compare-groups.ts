import { EdgejsonError } from '../../plugin/core/errors.ts'
import { DEFAULT_METRIC, metricLabel } from '../../plugin/records/gate-metric.ts'
import { compareReports } from './compare-reports.ts'
import { agreedMetric, metricsText } from './compared-metric.ts'
import type { CompareOptions, NamedRun, ReportComparison } from './types.ts'

/** Runs of one dataset, compared with the first of them, or the reason why they cannot be. */
export interface GroupComparison {
  /** Indexes of the runs in the list given, in its order. */
  readonly indexes: readonly number[]
  /** Null when the runs were not compared. */
  readonly comparison: ReportComparison | null
  /** Why there is no comparison; null when there is one. */
  readonly refused: string | null
}

/** How the runs of each dataset are compared. */
export interface GroupOptions extends Pick<CompareOptions, 'alpha' | 'minEffect' | 'margin' | 'metric'> {
  /** Index of the run that the others of its dataset are compared with; in other datasets it is the first. Default 0. */
  readonly reference?: number
}

/**
 * Compares all runs that share a dataset, for reports of any set of runs: what cannot be compared is reported, not
 * thrown, and runs with different settings are compared with a warning, by JSONExact where they were gated on different metrics. A run is named by its number in the list
 * given (`run 2`), as on the pages that show the comparison.
 *
 * @throws no EdgejsonError: `BAD_REPORT` and `BAD_ARGUMENT` become `refused`.
 */
export function compareGroups(runs: readonly NamedRun[], options: GroupOptions = {}): GroupComparison[] {
  const groups = new Map<string, number[]>()
  for (const [index, { report }] of runs.entries()) {
    const { sha256 } = report.dataset
    groups.set(sha256, [...(groups.get(sha256) ?? []), index])
  }
  return [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((indexes) => compareGroup(indexes, runs, options))
}

function compareGroup(
  indexes: readonly number[],
  runs: readonly NamedRun[],
  { reference, ...options }: GroupOptions,
): GroupComparison {
  const group = indexes.flatMap((index) => {
    const run = runs[index]
    return run === undefined ? [] : [{ ...run, key: `run ${index + 1}` }]
  })
  const at = reference === undefined ? -1 : indexes.indexOf(reference)
  const agreed = agreedMetric(group)
  try {
    const comparison = compareReports(group, {
      metric: agreed ?? DEFAULT_METRIC,
      ...options,
      reference: Math.max(0, at),
      allowDifferentSettings: true,
    })
    if (options.metric !== undefined || agreed !== null) return { indexes, comparison, refused: null }
    const warning = `the runs were gated on different metrics (${metricsText(group)}): compared by ${metricLabel()}`
    return {
      indexes,
      comparison: { ...comparison, warnings: [warning, ...comparison.warnings] },
      refused: null,
    }
  } catch (error) {
    if (!(error instanceof EdgejsonError)) throw error
    return { indexes, comparison: null, refused: error.message.replace(/^\[vitest-edgejson\] /, '') }
  }
}
