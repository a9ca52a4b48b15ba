import type { TopLevelSpec } from 'vega-lite'
import { printable } from '../../../plugin/core/printable.ts'
import type { Figure } from '../figure.ts'
import { comparesWithPublished, leftOutNotes, notesOnRuns, parametersOf } from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import { missing } from '../table.ts'
import { paretoFrontier } from './pareto-frontier.ts'
import { type Box, type Placement, placeLabels } from './place-labels.ts'
import {
  chartName,
  ERROR_BAR_COLOUR,
  errorBar,
  exactPercent,
  exactTitle,
  modeOf,
  PUBLISHED_NOTE,
  paperSeries,
  percent,
  percentAxis,
  publishedName,
  seriesChannels,
  seriesScales,
} from './series.ts'
import { sizeDomain, sizeMeasure, sizeTicks } from './size-scale.ts'
import { COLUMN_WIDTH, FONT_SIZE, INK, MUTED, THEME } from './theme.ts'

interface ParetoPoint {
  readonly name: string
  /** In millions of parameters or of bytes. */
  readonly size: number
  readonly value: number
  readonly low: number | null
  readonly high: number | null
  readonly published: boolean
}

/** A parser without weights. It has no position on a logarithmic scale and is drawn as a line. */
interface Reference {
  readonly name: string
  readonly value: number
}

const WIDTH = COLUMN_WIDTH - 80
const HEIGHT = 300
const LABEL_SIZE = FONT_SIZE - 1

/** Figure 6: JSONExact against size, with the Pareto frontier of the measured models. */
export function sizePareto(input: PaperInput): Figure {
  const { runs, published } = input
  const mode = modeOf(input)
  const measure = sizeMeasure(input)
  const scored = runs.flatMap((run) => {
    const point = exactPercent(run.report.totals[mode])
    return point === null ? [] : [{ run, point, size: measure.of(run), weightless: parametersOf(run) === 0 }]
  })
  const measured = scored.flatMap(({ run, point, size }): ParetoPoint[] =>
    size === null || size === 0
      ? []
      : [{ name: chartName(run.label), size: size / 1e6, ...point, published: false }],
  )
  if (measured.length === 0) {
    return missing('a run whose model size is known (from its engine, or "parameters" in --meta FILE)')
  }
  const others = (comparesWithPublished(runs) ? (published?.results ?? []) : []).flatMap(
    ({ model, parameters, jsonExact }): ParetoPoint[] => {
      if (parameters === null || parameters === 0 || jsonExact === null) return []
      const name = publishedName(printable(model, 40))
      return [
        { name, size: parameters / 1e6, value: percent(jsonExact), low: null, high: null, published: true },
      ]
    },
  )
  const references = scored
    .filter(({ weightless }) => weightless)
    .map(({ run, point }): Reference => ({ name: run.label, value: point.value }))
  const unsized = scored.filter(({ size, weightless }) => !weightless && size === null)
  return {
    kind: 'chart',
    caption:
      `JSONExact (${mode} mode) against ${measure.words}, with 95 % intervals` +
      (paretoFrontier(measured).length > 1
        ? '; the line joins the measured models that no smaller model reaches'
        : ''),
    notes: [
      ...(unsized.length === 0
        ? []
        : [`Left out, because their size is not known: ${unsized.map(({ run }) => run.label).join(', ')}.`]),
      ...(references.length === 0 ? [] : ['Dashed: a parser without weights.']),
      ...notesOnRuns(runs),
      ...(others.length === 0 ? [] : [PUBLISHED_NOTE, "Their sizes are those in the models' names."]),
      ...leftOutNotes(published?.results ?? [], runs),
    ],
    spec: paretoSpec({
      measured,
      others,
      references,
      order: paperSeries(input),
      xTitle: measure.title,
      yTitle: exactTitle(mode),
    }),
  }
}

interface ParetoChart {
  readonly measured: readonly ParetoPoint[]
  readonly others: readonly ParetoPoint[]
  readonly references: readonly Reference[]
  /** All series of the paper. */
  readonly order: readonly string[]
  readonly xTitle: string
  readonly yTitle: string
}

function paretoSpec({ measured, others, references, order, xTitle, yTitle }: ParetoChart): TopLevelSpec {
  const points = [...measured, ...others]
  const frontier = paretoFrontier(measured)
  const domain = sizeDomain(points.map(({ size }) => size))
  const placements = placeNames(points, frontier, references, domain)
  const names = [...new Set(points.map(({ name }) => name))]
  const scales = seriesScales(
    names,
    names.map((name) => others.some((other) => other.name === name)),
    order,
  )
  const channels = seriesChannels('name', scales, placements === null ? {} : null)
  const xChannel = {
    field: 'size',
    type: 'quantitative' as const,
    title: xTitle,
    scale: { type: 'log' as const, domain: [...domain], nice: false },
    axis: { values: sizeTicks(domain), format: '~g', grid: false },
  }
  const yChannel = percentAxis(yTitle)
  return {
    width: WIDTH,
    height: HEIGHT,
    config: THEME,
    layer: [
      {
        data: { values: [...references] },
        encoding: { y: yChannel },
        layer: [
          { mark: { type: 'rule', strokeDash: [6, 4], color: MUTED, strokeWidth: 1.5 } },
          {
            mark: { type: 'text', align: 'left', dx: 4, dy: -11, fontSize: LABEL_SIZE, color: MUTED },
            encoding: { x: { value: 0 }, text: { field: 'name' } },
          },
        ],
      },
      {
        data: { values: frontier.map(({ size, value }) => ({ size, value })) },
        mark: { type: 'line', interpolate: 'step-after', color: MUTED, strokeWidth: 1.5 },
        encoding: { x: xChannel, y: yChannel },
      },
      {
        data: {
          values: points.map((each, index) => ({
            ...each,
            ...placements?.[index],
            colour: scales.colours[names.indexOf(each.name)],
          })),
        },
        encoding: { x: xChannel },
        layer: [
          {
            transform: [{ filter: 'datum.low !== null' }],
            mark: errorBar(8),
            encoding: {
              y: { ...yChannel, field: 'low' },
              y2: { field: 'high' },
              color: ERROR_BAR_COLOUR,
            },
          },
          {
            mark: { type: 'point', size: 110, opacity: 1, strokeWidth: 2 },
            encoding: { y: yChannel, ...channels },
          },
          ...(placements === null
            ? []
            : [
                nameLayer({ stroke: 'white', strokeWidth: 4, strokeJoin: 'round' }),
                nameLayer({ color: INK }),
              ].map((layer) => ({ ...layer, encoding: { y: yChannel, text: { field: 'name' } } }))),
        ],
      },
    ],
  }
}

/** Names at the positions of {@link placeNames}, with a white background that hides the grid lines behind them. */
function nameLayer(paint: Readonly<Record<string, string | number>>) {
  return {
    mark: {
      type: 'text' as const,
      align: { expr: 'datum.align' },
      dx: { expr: 'datum.dx' },
      dy: { expr: 'datum.dy' },
      baseline: 'middle' as const,
      fontSize: LABEL_SIZE,
      ...paint,
    },
  }
}

/** Names next to their marks, if all of them find free space; null otherwise. */
function placeNames(
  points: readonly ParetoPoint[],
  frontier: readonly ParetoPoint[],
  references: readonly Reference[],
  [smallest, largest]: readonly [number, number],
): Placement[] | null {
  const x = (size: number): number => (WIDTH * Math.log(size / smallest)) / Math.log(largest / smallest)
  const y = (value: number): number => HEIGHT * (1 - value / 100)
  const bars = points.flatMap(({ size, low, high }): Box[] =>
    low === null || high === null
      ? []
      : [{ left: x(size) - 5, right: x(size) + 5, top: y(high) - 1, bottom: y(low) + 1 }],
  )
  const steps = frontier.flatMap((point, index): Box[] => {
    const next = frontier[index + 1]
    if (next === undefined) return []
    const [left, right] = [x(point.size), x(next.size)]
    return [
      { left, right, top: y(point.value) - 1, bottom: y(point.value) + 1 },
      { left: right - 1, right: right + 1, top: y(next.value), bottom: y(point.value) },
    ]
  })
  const lines = references.map(
    ({ value }): Box => ({ left: 0, right: WIDTH, top: y(value) - 1, bottom: y(value) + 1 }),
  )
  return placeLabels(
    points.map(({ name, size, value }) => ({ text: name, x: x(size), y: y(value) })),
    { width: WIDTH, height: HEIGHT, fontSize: LABEL_SIZE, obstacles: [...bars, ...steps, ...lines] },
  )
}
