import { printable } from '../../../plugin/core/printable.ts'
import { primaryRates } from '../../../plugin/records/slice.ts'
import { fieldF1, jsonExact, notesOnComparability, notesOnRuns } from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import { type Missing, missing, type PaperTable, type Row } from '../table.ts'

/** Table 7: results by number of training examples. Sorted by family, then by that number. */
export function trainingSizeTable({ runs, published }: PaperInput): PaperTable | Missing {
  const tuned = runs.filter(({ meta }) => meta.trainExamples !== undefined)
  if (tuned.length === 0) {
    return missing('"trainExamples" of at least one run (--meta FILE: {"run name": {"trainExamples": 629}})')
  }
  const families = [...new Set(tuned.map(({ meta }) => meta.family))]
  const order = families.flatMap((family) =>
    tuned
      .filter(({ meta }) => meta.family === family)
      .sort(
        (a, b) =>
          (a.meta.trainExamples ?? 0) - (b.meta.trainExamples ?? 0) ||
          (a.meta.loraRank ?? 0) - (b.meta.loraRank ?? 0),
      ),
  )
  const rows: Row[] = order.map(({ label, meta, report: { totals } }, index) => ({
    startsGroup: meta.family !== order[index - 1]?.meta.family,
    cells: [
      label,
      meta.family === undefined ? null : printable(meta.family, 40),
      meta.trainExamples ?? null,
      meta.loraRank ?? null,
      jsonExact(primaryRates(totals)),
      jsonExact(totals.official),
      fieldF1(primaryRates(totals)),
    ],
  }))
  const others = (published?.ablations ?? []).map(
    ({ model, trainExamples, loraRank, jsonExact: exact }, index): Row => ({
      published: true,
      startsGroup: index === 0,
      cells: [printable(model, 60), null, trainExamples, loraRank, null, exact, null],
    }),
  )
  return {
    kind: 'table',
    caption: 'Results by number of training examples',
    columns: [
      { title: 'model', kind: 'text' },
      { title: 'family', kind: 'text' },
      { title: 'training examples', kind: 'number' },
      { title: 'LoRA rank', kind: 'number' },
      { title: 'JSONExact, lenient (%)', kind: 'estimate', digits: 1, scale: 100 },
      { title: 'JSONExact, official (%)', kind: 'estimate', digits: 1, scale: 100 },
      { title: 'FieldF1, lenient', kind: 'estimate', digits: 3 },
    ],
    rows: [...rows, ...others],
    notes: [
      ...notesOnRuns(tuned),
      ...(others.length > 0 && published !== null
        ? [`Published figures: ${printable(published.source, 300)}.`, ...notesOnComparability(tuned)]
        : []),
    ],
  }
}
