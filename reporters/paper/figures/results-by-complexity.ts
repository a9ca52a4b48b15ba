import { printable } from '../../../plugin/core/printable.ts'
import { UNKNOWN_KEY } from '../../../plugin/records/dimension.ts'
import type { Figure } from '../figure.ts'
import {
  comparesWithPublished,
  complexities,
  leftOutNotes,
  notesOnRuns,
  sliceOf,
} from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import { missing } from '../table.ts'
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
import { COLUMN_WIDTH, FONT_SIZE, THEME } from './theme.ts'

interface ComplexityPoint {
  readonly model: string
  readonly level: string
  readonly value: number
  readonly low: number | null
  readonly high: number | null
  readonly published: boolean
}

/** Figure 5: JSONExact by complexity with 95 % intervals. */
export function resultsByComplexity(input: PaperInput): Figure {
  const { runs, published } = input
  const levels = complexities(runs.flatMap(({ report }) => Object.keys(report.byComplexity)))
  if (levels.every((level) => level === UNKNOWN_KEY)) return missing('a run whose examples have a complexity')
  const mode = modeOf(input)
  const measured = runs.flatMap(({ label, report }) =>
    levels.flatMap((level): ComplexityPoint[] => {
      const slice = sliceOf(report.byComplexity, level)
      const point = slice === null ? null : exactPercent(slice[mode])
      return point === null
        ? []
        : [{ model: chartName(label), level: levelName(level), ...point, published: false }]
    }),
  )
  if (measured.length === 0) return missing('a run with a scored output')
  const together = comparesWithPublished(runs)
  const others = (together ? (published?.results ?? []) : []).flatMap(({ model, byComplexity }) =>
    Object.entries(byComplexity ?? {}).map(
      ([level, rate]): ComplexityPoint => ({
        model: publishedName(printable(model, 40)),
        level: levelName(level),
        value: percent(rate),
        low: null,
        high: null,
        published: true,
      }),
    ),
  )
  const values = [...measured, ...others]
  const names = [...new Set(values.map(({ model }) => model))]
  const hollow = names.map((name) => others.some(({ model }) => model === name))
  const scales = seriesScales(names, hollow, paperSeries(input))
  const order = complexities(values.map(({ level }) => level))
  const y = percentAxis(exactTitle(mode))
  const columns = names.every((name) => name.length < 20) ? 2 : 1
  const channels = seriesChannels('model', scales, { columns })
  return {
    kind: 'chart',
    caption: `JSONExact (${mode} mode) by complexity of the schema, with 95 % intervals`,
    notes: [
      ...notesOnRuns(runs),
      ...leftOutNotes(published?.results ?? [], runs),
      ...(others.length === 0 ? [] : [PUBLISHED_NOTE, ...noteText(published?.notes.byComplexity)]),
    ],
    spec: {
      width: COLUMN_WIDTH - 80,
      height: 280,
      config: THEME,
      data: {
        values: values.map((value) => ({ ...value, colour: scales.colours[names.indexOf(value.model)] })),
      },
      encoding: {
        x: {
          field: 'level',
          type: 'nominal',
          sort: order,
          title: null,
          axis: { labelAngle: 0, ticks: false, labelPadding: 8, labelFontSize: FONT_SIZE, grid: false },
          scale: { paddingInner: 0.25, paddingOuter: 0.1 },
        },
        xOffset: { field: 'model', sort: scales.names, scale: { domain: scales.names } },
      },
      layer: [
        {
          transform: [{ filter: 'datum.low !== null' }],
          mark: errorBar(10),
          encoding: {
            y: { ...y, field: 'low' },
            y2: { field: 'high' },
            color: ERROR_BAR_COLOUR,
          },
        },
        {
          mark: { type: 'point', size: 110, opacity: 1, strokeWidth: 2 },
          encoding: { y, ...channels },
        },
      ],
    },
  }
}

function levelName(level: string): string {
  return chartName(printable(level, 30))
}

function noteText(note: string | undefined): string[] {
  return note === undefined ? [] : [printable(note, 300)]
}
