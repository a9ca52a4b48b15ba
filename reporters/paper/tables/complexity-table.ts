import { printable } from '../../../plugin/core/printable.ts'
import { UNKNOWN_KEY } from '../../../plugin/records/dimension.ts'
import { primaryRates } from '../../../plugin/records/slice.ts'
import {
  complexities,
  fieldF1,
  jsonExact,
  notesOnComparability,
  notesOnRuns,
  sliceOf,
} from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import { type Missing, missing, type PaperTable, type Row } from '../table.ts'

/** Table 4: accuracy by complexity. */
export function complexityTable({ runs, published }: PaperInput): PaperTable | Missing {
  const levels = complexities(runs.flatMap(({ report }) => Object.keys(report.byComplexity)))
  if (levels.every((level) => level === UNKNOWN_KEY)) return missing('a run whose examples have a complexity')
  const rows: Row[] = runs.flatMap(({ label, report }) =>
    levels.flatMap((level, index) => {
      const slice = sliceOf(report.byComplexity, level)
      if (slice === null) return []
      const cells = [
        label,
        printable(level, 40),
        slice.scored,
        jsonExact(primaryRates(slice)),
        jsonExact(slice.official),
        fieldF1(primaryRates(slice)),
      ]
      return [{ cells, startsGroup: index === 0 }]
    }),
  )
  const others = (published?.results ?? []).flatMap(({ model, byComplexity }) =>
    byComplexity === null
      ? []
      : complexities(Object.keys(byComplexity)).map(
          (level, index): Row => ({
            published: true,
            startsGroup: index === 0,
            cells: [
              printable(model, 60),
              printable(level, 40),
              null,
              null,
              byComplexity[level] ?? null,
              null,
            ],
          }),
        ),
  )
  const note = published?.notes.byComplexity
  return {
    kind: 'table',
    caption: 'Results by complexity of the schema',
    columns: [
      { title: 'model', kind: 'text' },
      { title: 'complexity', kind: 'text' },
      { title: 'examples', kind: 'number' },
      { title: 'JSONExact, lenient (%)', kind: 'estimate', digits: 1, scale: 100 },
      { title: 'JSONExact, official (%)', kind: 'estimate', digits: 1, scale: 100 },
      { title: 'FieldF1, lenient', kind: 'estimate', digits: 3 },
    ],
    rows: [...rows, ...others],
    notes: [
      ...notesOnRuns(runs),
      ...(others.length > 0 && published !== null
        ? [
            `Published figures: ${printable(published.source, 300)}.`,
            ...(note === undefined ? [] : [printable(note, 300)]),
          ]
        : []),
      ...(others.length > 0 ? notesOnComparability(runs) : []),
    ],
  }
}
