import type { TopLevelSpec } from 'vega-lite'
import type { Figure } from '../figure.ts'
import type { PaperInput } from '../paper-input.ts'
import { costPanels, energyScopes, numberedRuns } from './cost-panels.ts'
import { latencyRanges } from './latency-ranges.ts'
import { PAGE_WIDTH, THEME } from './theme.ts'

/**
 * Figure 7: the time of a completion by platform, and JSONExact against each cost of a platform, with the Pareto frontier. The
 * numbers of the points are those of the runs in the first part.
 */
export function platforms(input: PaperInput): Figure {
  const panels = costPanels(input)
  const ranges = panels.length === 0 ? latencyRanges(input) : latencyRanges(input, true, PAGE_WIDTH - 120)
  if (ranges.kind !== 'chart' || panels.length === 0) return ranges
  const numbered = numberedRuns(input)
  const { config: _, ...first } = ranges.spec as TopLevelSpec & { config?: unknown }
  const rows = Array.from({ length: Math.ceil(panels.length / 2) }, (_row, index) => ({
    hconcat: panels.slice(2 * index, 2 * index + 2),
  }))
  const spec = { config: THEME, vconcat: [first, ...rows], spacing: 24 } as unknown as TopLevelSpec
  return {
    kind: 'chart',
    caption:
      `${ranges.caption}; below, JSONExact with 95 % intervals against what each platform costs. ` +
      'The line joins the runs that no cheaper run reaches',
    notes: [...ranges.notes, ...energyScopes(numbered)],
    spec,
  }
}
