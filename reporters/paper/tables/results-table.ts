import { printable } from '../../../plugin/core/printable.ts'
import { SCORING_MODES } from '../../../plugin/records/scores.ts'
import {
  fieldF1,
  jsonExact,
  notesOnComparability,
  notesOnRuns,
  schemaCompliance,
} from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import { type Missing, missing, type PaperTable, type Row } from '../table.ts'

/** Table 3: the three metrics of every run in the three modes, published figures below. */
export function resultsTable({ runs, published }: PaperInput): PaperTable | Missing {
  if (runs.every(({ report }) => report.totals.scored === 0)) return missing('a run with a scored output')
  const rows: Row[] = runs.flatMap(({ label, report: { totals } }) =>
    SCORING_MODES.map((mode, index) => ({
      startsGroup: index === 0,
      cells: [
        label,
        mode,
        totals.scored,
        jsonExact(totals[mode]),
        fieldF1(totals[mode]),
        schemaCompliance(totals[mode]),
      ],
    })),
  )
  const others: Row[] = (published?.results ?? []).map((result, index) => ({
    published: true,
    startsGroup: index === 0,
    cells: [
      printable(result.model, 60),
      'official',
      published?.examples ?? null,
      result.jsonExact,
      result.fieldF1,
      result.schemaCompliance,
    ],
  }))
  return {
    kind: 'table',
    caption: 'Main results by mode of JSON extraction',
    columns: [
      { title: 'model', kind: 'text' },
      { title: 'mode', kind: 'text' },
      { title: 'examples', kind: 'number' },
      { title: 'JSONExact (%)', kind: 'estimate', digits: 1, scale: 100 },
      { title: 'FieldF1', kind: 'estimate', digits: 3 },
      { title: 'schema compliance (%)', kind: 'estimate', digits: 1, scale: 100 },
    ],
    rows: [...rows, ...others],
    notes: [
      'FieldF1 counts leaves in strict and lenient mode, and top-level keys in official mode.',
      ...notesOnRuns(runs),
      ...(published === null ? [] : publishedNotes(runs, published)),
    ],
  }
}

function publishedNotes(
  runs: PaperInput['runs'],
  { source, notes }: NonNullable<PaperInput['published']>,
): string[] {
  return [
    `Published figures: ${printable(source, 300)}.`,
    ...(notes.results === undefined ? [] : [printable(notes.results, 300)]),
    ...notesOnComparability(runs),
  ]
}
