import { printable } from '../../../plugin/model/printable.ts'
import type { Figure } from '../figure.ts'
import type { PaperInput } from '../paper-input.ts'
import { latencyMissing, latencyNotes, liveRuns } from '../tables/latency-table.ts'
import { uniqueNames } from '../unique-names.ts'
import { chartName } from './series.ts'
import { fitText } from './text-width.ts'
import { COLUMN_WIDTH, FONT_SIZE, INK, MUTED, seriesColour, THEME } from './theme.ts'

const NAME_WIDTH = 150
/** Larger spans than this need a logarithmic axis. */
const LINEAR_SPAN = 20

/** Figure 7: median and 95th percentile of the time for an answer, by machine. */
export function latencyRanges({ runs }: PaperInput): Figure {
  const live = liveRuns(runs)
  if (live.length === 0) return latencyMissing(runs)
  const machines = [...new Set(live.map(({ report }) => report.machine.label))]
  const panels = uniqueNames(
    machines.map((machine) => chartName(fitText(printable(machine, 80), COLUMN_WIDTH - 40, FONT_SIZE))),
  )
  const values = machines.flatMap((machine, index) => {
    const here = live.filter(({ report }) => report.machine.label === machine)
    const models = uniqueNames(here.map(({ model }) => chartName(fitText(model, NAME_WIDTH, FONT_SIZE))))
    return here.flatMap(({ report: { latency } }, at) => {
      const { totalMs } = latency
      if (totalMs === null) return []
      const { p50, p95 } = totalMs
      return [{ machine: panels[index] ?? '', model: models[at] ?? '', p50, p95, text: seconds(p50) }]
    })
  })
  const least = Math.min(...values.map(({ p50 }) => p50))
  const most = Math.max(...values.map(({ p95 }) => p95))
  const logarithmic = least > 0 && most / least > LINEAR_SPAN
  const x = {
    type: 'quantitative' as const,
    title: 'time for an answer (ms)',
    scale: logarithmic
      ? { type: 'log' as const, nice: false, domain: [least / 1.5, most * 1.5] }
      : { domain: [0, most * 1.05] },
    axis: logarithmic ? { tickCount: 5, format: '~s' } : { tickCount: 5 },
  }
  const width = COLUMN_WIDTH - NAME_WIDTH - 30
  return {
    kind: 'chart',
    caption: 'Time for a whole answer by machine: median (dot, with its value) and 95th percentile (bar)',
    notes: latencyNotes(runs, live),
    spec: {
      config: THEME,
      data: { values },
      facet: {
        row: {
          field: 'machine',
          type: 'nominal',
          sort: panels,
          title: null,
          header: { labelOrient: 'top', labelAnchor: 'start', labelAngle: 0, labelPadding: 6 },
        },
      },
      spacing: 16,
      resolve: { scale: { y: 'independent' } },
      spec: {
        width,
        height: { step: 46 },
        encoding: {
          y: {
            field: 'model',
            type: 'nominal',
            sort: null,
            title: null,
            axis: { ticks: false, minExtent: NAME_WIDTH, labelLimit: NAME_WIDTH + 20 },
          },
        },
        layer: [
          {
            mark: { type: 'rule', color: MUTED, strokeWidth: 3 },
            encoding: { x: { ...x, field: 'p50' }, x2: { field: 'p95' } },
          },
          {
            mark: { type: 'tick', color: MUTED, thickness: 3, size: 16 },
            encoding: { x: { ...x, field: 'p95' } },
          },
          {
            mark: { type: 'point', filled: true, size: 130, opacity: 1, color: seriesColour(0) },
            encoding: { x: { ...x, field: 'p50' } },
          },
          {
            mark: { type: 'text', baseline: 'bottom', dy: -8, fontSize: FONT_SIZE - 1, color: INK },
            encoding: { x: { ...x, field: 'p50' }, text: { field: 'text' } },
          },
        ],
      },
    },
  }
}

/** Two or three figures that mean something, with the unit. */
function seconds(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`
  if (ms < 10) return `${ms.toFixed(1)} ms`
  return ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`
}
