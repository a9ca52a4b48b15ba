import { printable } from '../../../plugin/core/printable.ts'
import { primaryRates } from '../../../plugin/records/slice.ts'
import { jsonExact, notesOnComparability, notesOnRuns, parametersOf } from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import { type Missing, missing, type PaperTable, type Row } from '../table.ts'

/** Table 6: results by model size. Smallest first; runs of unknown size last. */
export function sizeTable({ runs, published }: PaperInput): PaperTable | Missing {
  const sized = runs.filter((run) => parametersOf(run) !== null || run.report.model.bytes !== null)
  if (sized.length === 0) {
    return missing('a run whose model size is known (from its engine, or "parameters" in --meta FILE)')
  }
  const order = [...sized].sort(
    (a, b) =>
      (parametersOf(a) ?? Number.POSITIVE_INFINITY) - (parametersOf(b) ?? Number.POSITIVE_INFINITY) ||
      (a.report.model.bytes ?? Number.POSITIVE_INFINITY) - (b.report.model.bytes ?? Number.POSITIVE_INFINITY),
  )
  const rows: Row[] = order.map((run) => {
    const { model, totals } = run.report
    return {
      cells: [
        run.label,
        run.meta.family === undefined ? null : printable(run.meta.family, 40),
        parametersOf(run),
        model.dtype === null ? null : printable(model.dtype, 20),
        model.bytes,
        jsonExact(primaryRates(totals)),
        jsonExact(totals.official),
      ],
    }
  })
  const others = (published?.results ?? [])
    .filter(({ parameters }) => parameters !== null)
    .map(
      (result, index): Row => ({
        published: true,
        startsGroup: index === 0,
        cells: [
          printable(result.model, 60),
          result.family === null ? null : printable(result.family, 40),
          result.parameters,
          null,
          null,
          null,
          result.jsonExact,
        ],
      }),
    )
  const unsized = runs.filter((run) => !sized.includes(run)).map(({ label }) => label)
  return {
    kind: 'table',
    caption: 'Results by size of the model',
    columns: [
      { title: 'model', kind: 'text' },
      { title: 'family', kind: 'text' },
      { title: 'parameters (M)', kind: 'number', digits: 1, scale: 1e-6 },
      { title: 'weights', kind: 'text' },
      { title: 'weights (MB)', kind: 'number', digits: 1, scale: 1e-6 },
      { title: 'JSONExact, lenient (%)', kind: 'estimate', digits: 1, scale: 100 },
      { title: 'JSONExact, official (%)', kind: 'estimate', digits: 1, scale: 100 },
    ],
    rows: [...rows, ...others],
    notes: [
      ...(unsized.length === 0 ? [] : [`Left out, because their size is not known: ${unsized.join(', ')}.`]),
      ...notesOnRuns(sized),
      ...(others.length > 0 && published !== null
        ? [
            `Published figures: ${printable(published.source, 300)}; their sizes are those in the models' names.`,
            ...notesOnComparability(sized),
          ]
        : []),
    ],
  }
}
