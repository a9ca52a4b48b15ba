import { printable } from '../../../plugin/core/printable.ts'
import { ERROR_CLASSES, type ErrorClass } from '../../../plugin/records/error-class.ts'
import type { Figure } from '../figure.ts'
import { notesOnRuns } from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import { ERROR_NAMES, errorShare, errorsMissing, missesOf } from '../tables/error-table.ts'
import { uniqueNames } from '../unique-names.ts'
import { chartName, ERROR_BAR_COLOUR, paperSeries, percent, publishedName, seriesScales } from './series.ts'
import { fitText } from './text-width.ts'
import { FONT_SIZE, INK, PAGE_WIDTH, THEME } from './theme.ts'

const MAX_COLUMNS = 3
const LABELS_WIDTH = 150

/** Figure 8: the misses of every run by class, a panel each. */
export function errorBars(input: PaperInput): Figure {
  const { runs, published } = input
  const order = paperSeries(input)
  const colourOf = (name: string): string => seriesScales([name], [], order).colours[0] ?? INK
  const missing = runs.filter((run) => missesOf(run) > 0)
  if (missing.length === 0) return errorsMissing()
  const others = published?.errors ?? []
  const panels = missing.length + others.length
  const columns = Math.min(panels, MAX_COLUMNS)
  const width = Math.floor((PAGE_WIDTH - LABELS_WIDTH) / MAX_COLUMNS) - 24
  const fitted = (name: string, room: number): string => fitText(name, width - room, FONT_SIZE)
  const titles = uniqueNames([
    ...missing.map((run) => chartName(`${fitted(run.label, 20)}\n${missesOf(run)} misses`)),
    ...others.map(({ model }) => `${publishedName(fitted(printable(model, 60), 40))}\npublished`),
  ])
  const values = [
    ...missing.flatMap((run, index) =>
      ERROR_CLASSES.map((name) => ({
        ...bar(titles[index] ?? '', name, errorShare(run, name) ?? 0, false),
        colour: colourOf(chartName(run.label)),
      })),
    ),
    ...others.flatMap(({ shares }, index) =>
      ERROR_CLASSES.flatMap((name) => {
        const share = shares[name]
        return share === undefined
          ? []
          : [{ ...bar(titles[missing.length + index] ?? '', name, share, true), colour: INK }]
      }),
    ),
  ]
  const most = Math.max(...values.map(({ share }) => share))
  return {
    kind: 'chart',
    caption: 'Misses by class, as shares of the misses of each model (lenient mode)',
    notes: [
      ...notesOnRuns(missing),
      ...(others.length === 0 || published === null
        ? []
        : [
            '†, hollow bars: published, not measured here.',
            ...(published.notes.errors === undefined ? [] : [printable(published.notes.errors, 300)]),
          ]),
    ],
    spec: {
      config: THEME,
      data: { values },
      facet: {
        field: 'title',
        type: 'nominal',
        sort: titles,
        title: null, // Names are printable: no line break but ours is in them.
        header: { labelAnchor: 'start', labelExpr: "split(datum.label, '\\n')", labelLineHeight: 20 },
      },
      columns,
      spacing: { column: 24, row: 20 },
      spec: {
        width,
        height: ERROR_CLASSES.length * 24,
        encoding: {
          y: {
            field: 'name',
            type: 'nominal',
            sort: ERROR_CLASSES.map((name) => ERROR_NAMES[name]),
            title: null,
            axis: { ticks: false, domain: true },
          },
          x: {
            field: 'share',
            type: 'quantitative',
            title: 'share of misses (%)',
            scale: { domain: [0, most * 1.3], nice: false },
            axis: { grid: false, tickCount: 3 },
          },
        },
        layer: [
          {
            transform: [{ filter: '!datum.published' }],
            mark: { type: 'bar', height: { band: 0.7 } },
            encoding: { color: ERROR_BAR_COLOUR },
          },
          {
            transform: [{ filter: 'datum.published' }],
            mark: { type: 'bar', fill: 'white', stroke: INK, strokeWidth: 1.5, height: { band: 0.7 } },
          },
          {
            mark: { type: 'text', align: 'left', dx: 5, fontSize: FONT_SIZE - 1 },
            encoding: { text: { field: 'text' } },
          },
        ],
      },
    },
  }
}

function bar(title: string, name: ErrorClass, rate: number, published: boolean) {
  const share = percent(rate)
  return { title, name: ERROR_NAMES[name], share, text: share.toFixed(1), published }
}
