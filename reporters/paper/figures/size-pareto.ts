import { printable } from '../../../plugin/model/printable.ts'
import type { Figure } from '../figure.ts'
import { notesOnComparability, notesOnRuns, parametersOf } from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import type { RunView } from '../run-view.ts'
import { missing } from '../table.ts'
import { paretoFrontier } from './pareto-frontier.ts'
import { placeLabels } from './place-labels.ts'
import {
  exactPercent,
  exactTitle,
  modeOf,
  PUBLISHED_NOTE,
  percent,
  percentAxis,
  publishedName,
} from './series.ts'
import { COLUMN_WIDTH, FONT_SIZE, INK, MUTED, seriesColour, THEME } from './theme.ts'

interface ParetoPoint {
  readonly name: string
  readonly size: number
  readonly value: number
  readonly low: number | null
  readonly high: number | null
  readonly published: boolean
}

const WIDTH = COLUMN_WIDTH - 80
const HEIGHT = 300

/** Figure 6: JSONExact against size, with the frontier of what was measured. */
export function sizePareto(input: PaperInput): Figure {
  const { runs, published } = input
  const mode = modeOf(input)
  const measure = sizeMeasure(input)
  const scored = runs.flatMap((run) => {
    const point = exactPercent(run.report.totals[mode])
    return point === null ? [] : [{ run, point }]
  })
  const measured = scored.flatMap(({ run, point }): ParetoPoint[] => {
    const size = measure.of(run)
    return size === null || size <= 0
      ? []
      : [{ name: run.label, size: size / 1e6, ...point, published: false }]
  })
  if (measured.length === 0) {
    return missing('a run whose model size is known (from its engine, or "parameters" in --meta FILE)')
  }
  const others = (published?.results ?? []).flatMap(({ model, parameters, jsonExact }): ParetoPoint[] => {
    if (parameters === null || parameters <= 0 || jsonExact === null) return []
    const name = publishedName(printable(model, 40))
    return [
      { name, size: parameters / 1e6, value: percent(jsonExact), low: null, high: null, published: true },
    ]
  })
  const points = [...measured, ...others]
  const domain = sizeDomain(points.map(({ size }) => size))
  const x = (size: number): number => (WIDTH * Math.log(size / domain[0])) / Math.log(domain[1] / domain[0])
  const placements = placeLabels(
    points.map(({ name, size, value }) => ({ text: name, x: x(size), y: HEIGHT * (1 - value / 100) })),
    { width: WIDTH, height: HEIGHT, fontSize: FONT_SIZE - 1 },
  )
  const values = points.map((point, index) => ({ ...point, ...placements[index] }))
  // A parser without weights has no place on a logarithmic scale, but it is what every model is measured against.
  const weightless = scored.filter(({ run }) => parametersOf(run) === 0)
  const unsized = scored.filter(
    ({ run }) => !weightless.some((other) => other.run === run) && measure.of(run) === null,
  )
  const xChannel = {
    field: 'size',
    type: 'quantitative' as const,
    title: measure.title,
    scale: { type: 'log' as const, domain: [...domain], nice: false },
    axis: { values: sizeTicks(domain), format: '~g', grid: false },
  }
  const yChannel = percentAxis(exactTitle(mode))
  return {
    kind: 'chart',
    caption: `JSONExact (${mode} mode) against ${measure.words}, with 95 % intervals; the line joins the measured models that no smaller one reaches`,
    notes: [
      ...(unsized.length === 0
        ? []
        : [`Left out, since of unknown size: ${unsized.map(({ run }) => run.label).join(', ')}.`]),
      ...(weightless.length === 0 ? [] : ['Dashed: a parser without weights.']),
      ...notesOnRuns(runs),
      ...(others.length === 0
        ? []
        : [PUBLISHED_NOTE, "Their sizes are those in the models' names.", ...notesOnComparability(runs)]),
    ],
    spec: {
      width: WIDTH,
      height: HEIGHT,
      config: THEME,
      layer: [
        ...(weightless.length === 0
          ? []
          : [
              {
                data: {
                  values: weightless.map(({ run, point }) => ({ name: run.label, value: point.value })),
                },
                encoding: { y: yChannel },
                layer: [
                  { mark: { type: 'rule' as const, strokeDash: [6, 4], color: MUTED, strokeWidth: 1.5 } },
                  {
                    mark: {
                      type: 'text' as const,
                      align: 'left' as const,
                      baseline: 'bottom' as const,
                      dx: 4,
                      dy: -3,
                      fontSize: FONT_SIZE - 1,
                      color: MUTED,
                    },
                    encoding: { x: { value: 0 }, text: { field: 'name' } },
                  },
                ],
              },
            ]),
        {
          data: { values: paretoFrontier(measured).map(({ size, value }) => ({ size, value })) },
          mark: { type: 'line', interpolate: 'step-after', color: MUTED, strokeWidth: 1.5 },
          encoding: { x: xChannel, y: yChannel },
        },
        {
          data: { values },
          encoding: { x: xChannel },
          layer: [
            {
              transform: [{ filter: 'datum.low !== null' }],
              mark: {
                type: 'errorbar',
                ticks: { size: 8, strokeWidth: 2 },
                rule: { strokeWidth: 2 },
                color: seriesColour(0),
              },
              encoding: { y: { ...yChannel, field: 'low' }, y2: { field: 'high' } },
            },
            {
              transform: [{ filter: '!datum.published' }],
              mark: { type: 'point', filled: true, size: 110, opacity: 1, color: seriesColour(0) },
              encoding: { y: yChannel },
            },
            {
              transform: [{ filter: 'datum.published' }],
              mark: { type: 'point', filled: false, size: 90, opacity: 1, strokeWidth: 2, color: MUTED },
              encoding: { y: yChannel },
            },
            {
              mark: {
                type: 'text',
                align: { expr: 'datum.align' },
                dx: { expr: 'datum.dx' },
                dy: { expr: 'datum.dy' },
                baseline: 'middle',
                fontSize: FONT_SIZE - 1,
                color: INK,
              },
              encoding: { y: yChannel, text: { field: 'name' } },
            },
          ],
        },
      ],
    },
  }
}

interface SizeMeasure {
  readonly title: string
  readonly words: string
  readonly of: (run: RunView) => number | null
}

/** Bytes tell the weights of one model apart; published models and some engines only have a number of parameters. */
function sizeMeasure({ runs, published }: PaperInput): SizeMeasure {
  const bytes = runs.every((run) => run.report.model.bytes !== null || parametersOf(run) === 0)
  if (bytes && published === null) {
    return {
      title: 'size of the weights (MB)',
      words: 'the size of the weights',
      of: (run) => run.report.model.bytes,
    }
  }
  return { title: 'parameters (millions)', words: 'the number of parameters', of: parametersOf }
}

/** From a good deal below the smallest to a good deal above the largest, so that names have room. */
function sizeDomain(sizes: readonly number[]): readonly [number, number] {
  return [Math.min(...sizes) / 1.8, Math.max(...sizes) * 1.8]
}

/** 1, 2, 5, 10, … within the domain; every power of ten alone where that would be many. */
function sizeTicks([low, high]: readonly [number, number]): number[] {
  const factors = high / low > 200 ? [1] : [1, 2, 5]
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(3))
      if (tick >= low && tick <= high) ticks.push(tick)
    }
  }
  return ticks
}
