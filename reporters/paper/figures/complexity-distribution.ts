import { printable } from '../../../plugin/core/printable.ts'
import { UNKNOWN_KEY } from '../../../plugin/records/dimension.ts'
import type { Figure } from '../figure.ts'
import { complexities } from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import { missing } from '../table.ts'
import { chartName, seriesScales } from './series.ts'
import { COLUMN_WIDTH, FONT_SIZE, INK, THEME } from './theme.ts'

/** Figure 2: how many examples of each complexity there are, by split. */
export function complexityDistribution({ datasets }: PaperInput): Figure {
  const levelOf = (complexity: string | null): string => printable(complexity ?? UNKNOWN_KEY, 30)
  const counts = datasets.map(({ examples }) => countsBy(examples, ({ complexity }) => levelOf(complexity)))
  if (counts.every(({ size }) => size === 0)) return missing('a dataset (--dataset FILE), or a complete run')
  const levels = complexities(counts.flatMap((count) => [...count.keys()]))
  const splits = seriesScales(datasets.map(({ name }) => chartName(printable(name, 40))))
  const values = datasets.flatMap((dataset, index) =>
    levels.map((level) => {
      const count = counts[index]?.get(level) ?? 0
      const share = dataset.examples.length === 0 ? 0 : (100 * count) / dataset.examples.length
      return {
        split: splits.names[index] ?? '',
        level: chartName(level),
        count,
        text: `${count} (${share.toFixed(1)} %)`,
      }
    }),
  )
  const most = Math.max(...values.map(({ count }) => count))
  const many = datasets.length > 1
  return {
    kind: 'chart',
    caption: `Examples by complexity (${datasets.map(({ name, examples: all }) => `${printable(name, 40)}: ${all.length}`).join(', ')})`,
    notes: [],
    spec: {
      width: COLUMN_WIDTH - 110,
      height: { step: many ? 30 : 44 },
      config: THEME,
      data: { values },
      encoding: {
        y: {
          field: 'level',
          type: 'nominal',
          sort: levels.map(chartName),
          title: null,
          axis: { ticks: false },
        },
        x: {
          field: 'count',
          type: 'quantitative',
          title: 'examples',
          // Room for the labels at the ends of the bars.
          scale: { domain: [0, most * 1.32], nice: false },
          axis: { grid: false, tickCount: 5, values: ticks(most) },
        },
        ...(many ? { yOffset: { field: 'split', sort: splits.names } } : {}),
      },
      layer: [
        {
          mark: { type: 'bar', stroke: INK, strokeWidth: 1, ...(many ? {} : { height: { band: 0.7 } }) },
          encoding: {
            color: {
              field: 'split',
              type: 'nominal',
              sort: splits.names,
              scale: { domain: splits.names, range: splits.colours },
              legend: many ? {} : null,
            },
          },
        },
        {
          mark: { type: 'text', align: 'left', dx: 6, fontSize: FONT_SIZE },
          encoding: { text: { field: 'text' } },
        },
      ],
    },
  }
}

function countsBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) {
    const key = keyOf(item)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** About four round numbers up to the length of the largest bar. */
function ticks(most: number): number[] {
  const rough = Math.max(1, most / 4)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(1, [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? 1)
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}
