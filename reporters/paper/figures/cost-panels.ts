import { printable } from '../../../plugin/core/printable.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { PaperInput } from '../paper-input.ts'
import { sequenceTimes, wallPerExample } from '../platform.ts'
import type { RunView } from '../run-view.ts'
import { liveRuns } from '../tables/latency-table.ts'
import { markOf } from './latency-ranges.ts'
import { paretoFrontier, type SizedPoint } from './pareto-frontier.ts'
import { type Box, type Placement, placeLabels } from './place-labels.ts'
import {
  ERROR_BAR_COLOUR,
  errorBar,
  exactPercent,
  exactTitle,
  modeOf,
  paperSeries,
  percentAxis,
} from './series.ts'
import { FONT_SIZE, INK, MUTED } from './theme.ts'

/** What a platform costs; less is better. */
interface Cost {
  readonly title: string
  readonly of: (report: RunReport) => number | null
}

const COSTS: readonly Cost[] = [
  { title: 'time to first token, p50 (ms)', of: (report) => sequenceTimes(report).firstTokenMs?.p50 ?? null },
  { title: 'each further token, p50 (ms)', of: (report) => sequenceTimes(report).msPerToken?.p50 ?? null },
  { title: 'wall clock for each example (ms)', of: wallPerExample },
  {
    title: 'peak memory (MiB)',
    of: ({ peakMemoryBytes }) => (peakMemoryBytes === undefined ? null : peakMemoryBytes / 2 ** 20),
  },
]

interface CostPoint {
  /** As in the list of the figure. */
  readonly number: number
  readonly size: number
  readonly value: number
  readonly low: number | null
  readonly high: number | null
  readonly colour: string
  readonly shape: string
}

const WIDTH = 420
const HEIGHT = 200

/** A run with the number that stands for it in all panels. */
export interface NumberedRun {
  readonly run: RunView
  readonly number: number
  readonly colour: string
  readonly shape: string
}

/** The live runs in the order of table 5, numbered, with the colour and shape of their models. */
export function numberedRuns(input: PaperInput): NumberedRun[] {
  const order = paperSeries(input)
  return liveRuns(input.runs).map((run, index) => ({ run, number: index + 1, ...markOf(run, order) }))
}

/** JSONExact against each cost that at least two runs have, with the Pareto frontier; empty where no cost has two. */
export function costPanels(input: PaperInput): object[] {
  const mode = modeOf(input)
  const numbered = numberedRuns(input)
  return [...COSTS, ...energyCosts(numbered)].flatMap(({ title, of }) => {
    const points = numbered.flatMap(({ run, ...mark }): CostPoint[] => {
      const size = of(run.report)
      const exact = exactPercent(run.report.totals[mode])
      if (size === null || size <= 0 || exact === null) return []
      return [{ ...mark, size, ...exact }]
    })
    return points.length < 2 ? [] : [panel(points, title, exactTitle(mode))]
  })
}

/** One cost for each scope: joules of different scopes are in no common plot. */
function energyCosts(numbered: readonly NumberedRun[]): Cost[] {
  const scopes = new Set(numbered.flatMap(({ run }) => run.report.energy?.scope ?? []))
  return [...scopes].map((scope, index) => ({
    title: `energy of an example, gross (J)${scopes.size > 1 ? `, scope ${index + 1}` : ''}`,
    of: ({ energy }) => (energy?.scope === scope ? (energy.gross?.perExample ?? null) : null),
  }))
}

/** The scopes of the panels of energy, in words. */
export function energyScopes(numbered: readonly NumberedRun[]): string[] {
  const scopes = [...new Set(numbered.flatMap(({ run }) => run.report.energy?.scope ?? []))]
  return scopes.map(
    (scope, index) =>
      `Scope of the energy${scopes.length > 1 ? ` ${index + 1}` : ''}: ${printable(scope, 200)}.`,
  )
}

function panel(points: readonly CostPoint[], xTitle: string, yTitle: string): object {
  const sizes = points.map(({ size }) => size)
  const domain = [Math.min(...sizes) / 1.6, Math.max(...sizes) * 1.6] as const
  const frontier = paretoFrontier(points)
  const x = {
    field: 'size',
    type: 'quantitative' as const,
    title: xTitle,
    scale: { type: 'log' as const, domain: [...domain], nice: false },
    axis: { grid: false, tickCount: 4, format: '~g' },
  }
  const y = percentAxis(yTitle)
  const line =
    frontier.length === 0 ? [] : [...frontier, { size: domain[1], value: frontier.at(-1)?.value ?? 0 }]
  const placed = placeNumbers(points, line, domain)
  return {
    width: WIDTH,
    height: HEIGHT,
    layer: [
      {
        data: { values: line.map(({ size, value }) => ({ size, value })) },
        mark: { type: 'line', interpolate: 'step-after', color: MUTED, strokeWidth: 1.5 },
        encoding: { x, y },
      },
      {
        data: { values: points.map((point, index) => ({ ...point, ...placed[index] })) },
        encoding: { x },
        layer: [
          {
            transform: [{ filter: 'datum.low !== null' }],
            mark: errorBar(8),
            encoding: { y: { ...y, field: 'low' }, y2: { field: 'high' }, color: ERROR_BAR_COLOUR },
          },
          {
            mark: { type: 'point', size: 110, opacity: 1, strokeWidth: 2 },
            encoding: {
              y,
              stroke: { field: 'colour', type: 'nominal', scale: null },
              fill: { field: 'colour', type: 'nominal', scale: null },
              shape: { field: 'shape', type: 'nominal', scale: null },
            },
          },
          ...[{ stroke: 'white', strokeWidth: 4, strokeJoin: 'round' }, { color: INK }].map((paint) => ({
            mark: {
              type: 'text',
              align: { expr: 'datum.align' },
              dx: { expr: 'datum.dx' },
              dy: { expr: 'datum.dy' },
              baseline: 'middle',
              fontSize: FONT_SIZE - 1,
              fontWeight: 'bold',
              ...paint,
            },
            encoding: { y, text: { field: 'number' } },
          })),
        ],
      },
    ],
  }
}

/** Numbers next to their points, on no interval and not on the line. */
function placeNumbers(
  points: readonly CostPoint[],
  line: readonly SizedPoint[],
  [least, most]: readonly [number, number],
): Placement[] {
  const x = (size: number): number => (WIDTH * Math.log(size / least)) / Math.log(most / least)
  const y = (value: number): number => HEIGHT * (1 - value / 100)
  const bars = points.flatMap(({ size, low, high }): Box[] =>
    low === null || high === null
      ? []
      : [{ left: x(size) - 5, right: x(size) + 5, top: y(high) - 1, bottom: y(low) + 1 }],
  )
  const steps = line.slice(0, -1).map(
    (from, index): Box => ({
      left: x(from.size),
      right: x(line[index + 1]?.size ?? most),
      top: y(from.value) - 1,
      bottom: y(from.value) + 1,
    }),
  )
  const marks = points.map(({ number, size, value }) => ({ text: String(number), x: x(size), y: y(value) }))
  const plot = { width: WIDTH, height: HEIGHT, fontSize: FONT_SIZE - 1 }
  return (
    placeLabels(marks, { ...plot, obstacles: [...bars, ...steps] }) ??
    placeLabels(marks, { ...plot, obstacles: bars }) ??
    marks.map(() => ({ dx: 12, dy: 0, align: 'left' }))
  )
}
