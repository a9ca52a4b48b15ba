import { printable } from '../../core/printable.ts'
import { type BaselineOrigin, originText } from '../../records/baseline-source.ts'
import type { GateInput } from '../input.ts'

/** What a reader can do about a verdict, each a sentence or two. */
export interface WaysOut {
  /** There is no baseline. */
  readonly missing: string
  /** The settings of the whole run changed. */
  readonly incomparable: string
  /** Examples were changed, renamed or removed. */
  readonly changedExamples: string
  /** No example has a result on both sides. */
  readonly nothingCompared: string
  readonly regression: string
  readonly improved: string
}

const DEFAULT_REPORT = '.edgejson/report.json'

/** A baseline file is accepted with `-u`; what the option `baseline` names is never written. */
export function waysOut({
  baselinePath,
  reportPath = DEFAULT_REPORT,
  origin,
}: Pick<GateInput, 'baselinePath' | 'reportPath' | 'origin'>): WaysOut {
  const file = printable(baselinePath, 300)
  const report = printable(reportPath, 300)
  if (origin === undefined) {
    return {
      missing: `Run once outside CI, or with -u, and commit ${file}.`,
      incomparable:
        'If the change is meant, run Vitest with -u to make this run the new baseline, and commit it; otherwise undo it.',
      changedExamples:
        'Changed, renamed and removed examples are not compared. If the changes are meant: ' +
        `\`npx edgejson accept ${report}\` takes them into the baseline and keeps the results of all other examples; ` +
        '-u makes this run the baseline. Then commit the file.',
      nothingCompared: 'Run Vitest with -u to make this run the new baseline, and commit it.',
      regression: 'To accept the new state anyway, run Vitest with -u and commit the baseline.',
      improved: 'To compare later runs with this one, run Vitest with -u and commit the baseline.',
    }
  }
  if (origin.kind === 'project') return againstProject(printable(originText(origin)))
  const accept = acceptance(origin, file, report)
  return {
    missing:
      origin.kind === 'report'
        ? `Fetch the report first, for example the artifact of an earlier job, or make it: every run writes a report.json.`
        : `Write it once with -u and without the option baseline, and commit ${file} where git:${printable(origin.ref)} finds it.`,
    incomparable: `If the change is meant, ${accept} Otherwise undo it.`,
    changedExamples: `Changed, renamed and removed examples are not compared. If the changes are meant, ${accept}`,
    nothingCompared: sentence(accept),
    regression: `To accept the new state anyway, ${accept}`,
    improved: `To compare later runs with this one, ${accept}`,
  }
}

/** Neither run is accepted by the other: what can be done is to run both alike, or another model. */
function againstProject(project: string): WaysOut {
  return {
    missing: `Run both projects: leave --project out, or name both.`,
    incomparable: `Give both projects the same settings. What must differ may be compared with \`edgejson compare --allow-different-settings\`.`,
    changedExamples: `Both projects must have the same examples: datasets, template, schemas and scoring rules as in ${project}.`,
    nothingCompared: `Set gate.metric to one that the examples have; without expected values that is 'schemaCompliance'.`,
    regression: `Compared with ${project}; nothing is written. See its report for the outputs of lost examples.`,
    improved: '',
  }
}

function acceptance(
  origin: Exclude<BaselineOrigin, { kind: 'project' }>,
  file: string,
  report: string,
): string {
  return origin.kind === 'report'
    ? `let the option baseline name a copy of the report of this run (${report}).`
    : `run Vitest with -u and without the option baseline, and commit ${file} where git:${printable(origin.ref)} finds it.`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Said where -u was given: nothing is written. */
export function unwrittenNote(origin: BaselineOrigin): string {
  const option = origin.kind === 'project' ? 'gate.against' : 'baseline'
  return `-u wrote no baseline and accepted nothing: the option ${option} names ${printable(originText(origin))}, which is only read.`
}
