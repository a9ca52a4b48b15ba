import { duration, integer } from '../../../plugin/core/format.ts'
import type { Figure } from '../figure.ts'
import type { PaperInput } from '../paper-input.ts'
import { machineText, runtimeText, sequenceTimes } from '../platform.ts'
import type { RunView } from '../run-view.ts'
import { latencyMissing, latencyNotes, liveRuns } from '../tables/latency-table.ts'
import { chartName, ERROR_BAR_COLOUR, paperSeries, seriesScales } from './series.ts'
import { fitText, textWidth } from './text-width.ts'
import { COLUMN_WIDTH, FONT_SIZE, INK, MUTED, THEME } from './theme.ts'

/** Larger spans than this need a logarithmic axis. */
const LINEAR_SPAN = 20
const STEP = 46

interface LatencyRow {
  /** The machine, above its first run; null for the other runs. */
  readonly heading: string | null
  /** The name of the run and its figures. */
  readonly text: string
  readonly p50: number
  readonly p95: number
  readonly colour: string
  readonly shape: string
}

/**
 * Median and 95th percentile of the time of a completion, by machine.
 *
 * @param numbered whether the name of each run begins with its number
 * @param width of the plot. Default: one column
 */
export function latencyRanges(
  input: PaperInput,
  numbered = false,
  width: number = COLUMN_WIDTH - 30,
): Figure {
  const { runs } = input
  const live = liveRuns(runs)
  if (live.length === 0) return latencyMissing(runs)
  const rows = latencyRows(live, paperSeries(input), { numbered, width })
  // A heading takes a line of its own, with half an empty line above it.
  let at = 0
  const values = rows.map((row) => {
    if (row.heading !== null) at += at === 0 ? 0.6 : 0.9
    const y = at
    at += 1
    return { ...row, y }
  })
  const least = Math.min(...values.map(({ p50 }) => p50))
  const most = Math.max(...values.map(({ p95 }) => p95))
  const logarithmic = least > 0 && most / least > LINEAR_SPAN
  const x = {
    type: 'quantitative' as const,
    title: 'time of a completion (ms)',
    scale: logarithmic
      ? { type: 'log' as const, nice: false, domain: [least / 1.5, most * 1.5] }
      : { domain: [0, most * 1.05], nice: false },
    axis: { grid: false, tickCount: 5, ...(logarithmic ? { format: '~g' } : {}) },
  }
  const y = {
    field: 'y',
    type: 'quantitative' as const,
    axis: null,
    scale: { domain: [-0.75, at - 0.6], reverse: true, nice: false, zero: false },
  }
  return {
    kind: 'chart',
    caption:
      'Time of a whole completion by machine, queueing excluded: median (mark) to 95th percentile (bar, p95)',
    notes: latencyNotes(runs, live),
    spec: {
      width,
      height: Math.round((at + 0.15) * STEP),
      config: THEME,
      data: { values },
      encoding: { y },
      layer: [
        {
          mark: { type: 'rule', color: MUTED, strokeWidth: 3 },
          encoding: { x: { ...x, field: 'p50' }, x2: { field: 'p95' } },
        },
        {
          mark: { type: 'tick', orient: 'vertical', color: MUTED, thickness: 3, size: 16, opacity: 1 },
          encoding: { x: { ...x, field: 'p95' } },
        },
        {
          mark: { type: 'point', filled: true, size: 130, opacity: 1 },
          encoding: {
            x: { ...x, field: 'p50' },
            color: ERROR_BAR_COLOUR,
            shape: { field: 'shape', type: 'nominal', scale: null },
          },
        },
        {
          mark: { type: 'text', align: 'left', dx: 4, dy: -19, fontSize: FONT_SIZE - 1, color: INK },
          encoding: { x: { value: 0 }, text: { field: 'text' } },
        },
        {
          transform: [{ filter: 'datum.heading !== null' }],
          mark: { type: 'text', align: 'left', dx: 4, dy: -42, fontWeight: 'bold' },
          encoding: { x: { value: 0 }, text: { field: 'heading' } },
        },
      ],
    },
  }
}

function latencyRows(
  live: readonly RunView[],
  order: readonly string[],
  { numbered, width }: { numbered: boolean; width: number },
): LatencyRow[] {
  return live.flatMap(({ label, model, report }, index): LatencyRow[] => {
    const { latency, machine } = report
    const { totalMs, alone } = sequenceTimes(report)
    if (totalMs === null) return []
    const { p50, p95 } = totalMs
    const several = live.some(
      (other) => other.model === model && runtimeText(other.report) !== runtimeText(report),
    )
    const runtime = several ? `, ${runtimeText(report)}` : ''
    const load = `${runtime}${alone ? '' : `, concurrency ${integer(latency.concurrency)}`}`
    const figures = `${load}: ${duration(p50)} (p95 ${duration(p95)})`
    const room = width - 10 - textWidth(figures, FONT_SIZE - 1)
    const first = machine.label !== live[index - 1]?.report.machine.label
    return [
      {
        heading: first ? fitText(machineText(report), width - 10, FONT_SIZE) : null,
        text: `${fitText(numbered ? `${index + 1}  ${model}` : model, room, FONT_SIZE - 1)}${figures}`,
        p50,
        p95,
        ...markOf({ label, model }, order),
      },
    ]
  })
}

/** Colour and shape that the model has in every figure. */
export function markOf(
  { label, model }: Pick<RunView, 'label' | 'model'>,
  order: readonly string[],
): Pick<LatencyRow, 'colour' | 'shape'> {
  // A model on several machines has its own name in the other figures.
  const name = chartName(order.includes(chartName(label)) ? label : model)
  const { colours, shapes } = seriesScales([name], [], order)
  return { colour: colours[0] ?? INK, shape: shapes[0] ?? 'circle' }
}
