import { errorMessage } from '../../../plugin/core/errors.ts'
import { printable } from '../../../plugin/core/printable.ts'
import { compareReports } from '../../compare/index.ts'
import type { PaperInput } from '../paper-input.ts'
import { machineText, runtimeText } from '../platform.ts'
import type { RunView } from '../run-view.ts'
import { type Missing, missing, type PaperTable, type Row } from '../table.ts'

/** Outputs of one model on two platforms, example by example. JSON-safe. */
export interface PlatformAgreement {
  readonly model: string
  /** Machine and runtime of the first run of the model. */
  readonly reference: readonly [machine: string, runtime: string]
  readonly candidate: readonly [machine: string, runtime: string]
  /** Examples that both answered. */
  readonly pairs: number
  /** Of these with the same output text, byte for byte; null where a report does not have the texts. */
  readonly sameText: number | null
  /** Exact with the reference alone, with the candidate alone. */
  readonly lost: number
  readonly gained: number
  /** JSONExact of the candidate less that of the reference, with its 95 % interval. */
  readonly difference: number
  readonly differenceInterval: readonly [number, number]
  /** Two-sided p value of the paired test. */
  readonly p: number
}

/**
 * Every further run of a model with its first one. Runs that cannot be compared, such as slim reports without examples, are named
 * with the reason.
 */
export function platformAgreements(runs: readonly RunView[]): {
  readonly agreements: readonly PlatformAgreement[]
  readonly refused: readonly string[]
} {
  const agreements: PlatformAgreement[] = []
  const refused: string[] = []
  for (const model of new Set(runs.map((run) => run.model))) {
    const [reference, ...others] = runs.filter((run) => run.model === model && run.report.cases.length > 0)
    if (reference === undefined) continue
    for (const candidate of others) {
      try {
        agreements.push(agreementOf(reference, candidate))
      } catch (error) {
        refused.push(`${candidate.label} is not compared: ${printable(errorMessage(error), 300)}`)
      }
    }
  }
  return { agreements, refused }
}

function agreementOf(reference: RunView, candidate: RunView): PlatformAgreement {
  const { against } = compareReports(
    [reference, candidate].map(({ report, label }) => ({ report, label })),
    { metric: 'jsonExact' },
  )
  const [pair] = against
  if (pair === undefined) throw new Error('two runs have one pair')
  const platform = ({ report }: RunView) => [machineText(report), runtimeText(report)] as const
  return {
    model: reference.model,
    reference: platform(reference),
    candidate: platform(candidate),
    pairs: pair.agreement.pairs,
    sameText: pair.agreement.sameText,
    lost: pair.lost,
    gained: pair.gained,
    difference: pair.difference,
    differenceInterval: pair.differenceInterval,
    p: pair.p,
  }
}

/** Table 9: same text, lost and gained of each model between its platforms. */
export function agreementTable({ runs }: PaperInput): PaperTable | Missing {
  const { agreements, refused } = platformAgreements(runs)
  return agreements.length === 0
    ? missing(
        ['two runs of one model with their examples, on two machines or in two runtimes', ...refused].join(
          '; ',
        ),
      )
    : agreementRows(agreements, refused)
}

/** The table of agreements that were computed before. */
export function agreementRows(
  agreements: readonly PlatformAgreement[],
  notes: readonly string[] = [],
): PaperTable {
  const place = ([machine, runtime]: readonly [string, string]): string => `${machine}: ${runtime}`
  return {
    kind: 'table',
    caption: 'Outputs of one model on two platforms, example by example',
    columns: [
      { title: 'model', kind: 'text' },
      { title: 'reference', kind: 'text' },
      { title: 'candidate', kind: 'text' },
      { title: 'pairs', kind: 'number' },
      { title: 'same text', kind: 'number' },
      { title: 'lost', kind: 'number' },
      { title: 'gained', kind: 'number' },
      { title: 'JSONExact, difference (points)', kind: 'estimate', digits: 1, scale: 100 },
      { title: 'p', kind: 'number', digits: 3 },
    ],
    rows: agreements.map(
      (each, index): Row => ({
        startsGroup: each.model !== agreements[index - 1]?.model,
        cells: [
          each.model,
          place(each.reference),
          place(each.candidate),
          each.pairs,
          each.sameText,
          each.lost,
          each.gained,
          { value: each.difference, low: each.differenceInterval[0], high: each.differenceInterval[1] },
          each.p,
        ],
      }),
    ),
    notes: [
      'Same text: equal byte for byte. Lost: exact in the reference alone; gained: exact in the candidate alone. p: two-sided, paired.',
      ...notes,
    ],
  }
}
