import { printable } from '../../../plugin/core/printable.ts'
import { ERROR_CLASSES, type ErrorClass } from '../../../plugin/records/error-class.ts'
import { notesOnRuns } from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import type { RunView } from '../run-view.ts'
import { type Column, type Missing, missing, type PaperTable } from '../table.ts'

/** The names of the error classes, in the order of tables and figures. */
export const ERROR_NAMES: Readonly<Record<ErrorClass, string>> = {
  truncated: 'truncated',
  no_json: 'no JSON',
  invalid_json: 'invalid JSON',
  wrong_root: 'wrong root',
  wrong_structure: 'wrong structure',
  omission: 'omission',
  hallucination: 'hallucination',
  wrong_type: 'wrong type',
  wrong_value: 'wrong value',
}

/** Misses of a run in lenient mode. */
export function missesOf({ report }: RunView): number {
  return ERROR_CLASSES.reduce((sum, name) => sum + report.errorClasses[name], 0)
}

/** The share of a class in the misses of a run; null when there are no misses. */
export function errorShare(run: RunView, name: ErrorClass): number | null {
  const misses = missesOf(run)
  return misses === 0 ? null : run.report.errorClasses[name] / misses
}

export function errorsMissing(): Missing {
  return missing('a run with misses')
}

/** Table 8: the misses of every run by class, a column each. */
export function errorTable({ runs, published }: PaperInput): PaperTable | Missing {
  if (runs.every((run) => missesOf(run) === 0)) return errorsMissing()
  const others = published?.errors ?? []
  const percent = { kind: 'number', digits: 1, scale: 100 } as const
  const columns: Column[] = [
    { title: 'share of the misses (%)', kind: 'text' },
    ...runs.map((run): Column => ({ ...percent, title: `${run.label} (n = ${missesOf(run)})` })),
    ...others.map(({ model }): Column => ({ ...percent, title: printable(model, 60), published: true })),
  ]
  return {
    kind: 'table',
    caption: 'Misses by class (lenient mode)',
    columns,
    rows: ERROR_CLASSES.map((name) => ({
      cells: [
        ERROR_NAMES[name],
        ...runs.map((run) => errorShare(run, name)),
        ...others.map(({ shares }) => shares[name] ?? null),
      ],
    })),
    notes: [
      ...notesOnRuns(runs),
      ...(others.length === 0 || published === null
        ? []
        : [
            `Published figures: ${printable(published.source, 300)}.`,
            ...(published.notes.errors === undefined ? [] : [printable(published.notes.errors, 300)]),
          ]),
    ],
  }
}
