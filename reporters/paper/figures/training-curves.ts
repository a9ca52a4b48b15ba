import { printable } from '../../../plugin/core/printable.ts'
import type { Figure } from '../figure.ts'
import type { PaperInput } from '../paper-input.ts'
import { missing } from '../table.ts'
import type { TrainingLog } from '../training-log.ts'
import { uniqueNames } from '../unique-names.ts'
import { chartName, paperSeries, percent, seriesScales } from './series.ts'
import { COLUMN_WIDTH, THEME } from './theme.ts'

/** Most points of one curve. More cannot be distinguished in print and are averaged in groups. */
const MAX_POINTS = 400

interface CurvePoint {
  readonly model: string
  readonly x: number
  readonly y: number
}

/** Figure 4: loss, and JSONExact where it was evaluated, over the training. */
export function trainingCurves(input: PaperInput): Figure {
  const { trainings } = input
  const logs = trainings.filter(({ points }) => points.length > 0)
  if (logs.length === 0) return missing('a training log (--training-log FILE)')
  const byTokens = logs.every(({ points }) => points.every(({ tokens }) => tokens !== null))
  const names = uniqueNames(logs.map(({ model }) => chartName(printable(model, 40))))
  const scales = seriesScales(names, [], paperSeries(input))
  const losses = logs.flatMap((log, index) =>
    averaged(curve(log, names[index] ?? '', byTokens, (point) => point.loss)),
  )
  const exact = logs.flatMap((log, index) =>
    curve(log, names[index] ?? '', byTokens, ({ jsonExact }) =>
      jsonExact === null ? null : percent(jsonExact),
    ),
  )
  const forced = names.filter((_, index) => logs[index]?.teacherForced)
  const last = Math.max(...losses.map(({ x }) => x), ...exact.map(({ x }) => x))
  const x = (title: string | null) => ({
    field: 'x',
    type: 'quantitative' as const,
    title,
    axis: { grid: false, tickCount: 5, ...(byTokens ? { format: '~s' } : {}) },
    // Both panels have the same horizontal axis over the whole training.
    scale: { domain: [0, last], nice: false },
  })
  const color = {
    field: 'model',
    type: 'nominal',
    scale: { domain: scales.names, range: scales.colours },
    legend: names.length > 1 ? { symbolType: 'stroke', symbolStrokeWidth: 3, symbolSize: 900 } : null,
  } as const
  const strokeDash = {
    field: 'model',
    type: 'nominal',
    scale: { domain: scales.names, range: names.map((_, index) => DASHES[index % DASHES.length] ?? [1, 0]) },
    legend: names.length > 1 ? {} : null,
  } as const
  const width = COLUMN_WIDTH - 90
  const xTitle = byTokens ? 'training tokens' : 'step'
  const panel = (
    values: CurvePoint[],
    title: string,
    height: number,
    points: boolean,
    xTitle: string | null,
  ) => ({
    width,
    height,
    data: { values },
    mark: { type: 'line' as const, point: points ? { size: 50, filled: true } : false },
    encoding: {
      x: x(xTitle),
      y: { field: 'y', type: 'quantitative' as const, title, axis: { tickCount: 5, minExtent: 34 } },
      color,
      strokeDash,
    },
  })
  return {
    kind: 'chart',
    caption: exact.length > 0 ? 'Training loss and JSONExact on held-out examples' : 'Training loss',
    notes: [
      ...(forced.length === 0
        ? []
        : [
            `JSONExact of ${forced.join(', ')} is measured with teacher forcing: the share of completions of which every token is the ` +
              'most probable one after the expected tokens before it.',
          ]),
      ...(logs.some(({ points }) => points.length > MAX_POINTS)
        ? [`Curves of more than ${MAX_POINTS} points are drawn as means of neighbours.`]
        : []),
    ],
    spec: {
      config: THEME,
      vconcat: [
        ...(losses.length > 0
          ? [panel(losses, 'training loss', 200, false, exact.length > 0 ? null : xTitle)]
          : []),
        ...(exact.length > 0 ? [panel(exact, 'JSONExact (%)', 160, true, xTitle)] : []),
      ],
    },
  }
}

const DASHES: readonly number[][] = [
  [1, 0],
  [8, 4],
  [2, 3],
  [10, 3, 2, 3],
]

function curve(
  { points }: TrainingLog,
  model: string,
  byTokens: boolean,
  pick: (point: TrainingLog['points'][number]) => number | null,
): CurvePoint[] {
  return points.flatMap((point) => {
    const y = pick(point)
    return y === null ? [] : [{ model, x: byTokens ? (point.tokens ?? 0) : point.step, y }]
  })
}

function averaged(points: readonly CurvePoint[]): CurvePoint[] {
  const size = Math.ceil(points.length / MAX_POINTS)
  if (size <= 1) return [...points]
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) => {
    const group = points.slice(index * size, (index + 1) * size)
    const mean = (pick: (point: CurvePoint) => number): number =>
      Number((group.reduce((sum, point) => sum + pick(point), 0) / group.length).toPrecision(8))
    return { model: points[0]?.model ?? '', x: mean(({ x }) => x), y: mean(({ y }) => y) }
  })
}
