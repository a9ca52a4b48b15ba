import { NOT_MEASURED_WORDS, percent, plural, points } from '../../core/format.ts'
import { listed, printable } from '../../core/printable.ts'
import { type Baseline, serializeBaseline, wasRight } from '../../records/baseline.ts'
import type { Verdict } from '../../records/verdict.ts'
import { baselineFromRun } from '../baseline/from-run.ts'
import type { GateInput } from '../input.ts'

/** What to do with the baseline file after a verdict. */
export interface BaselinePlan {
  /** The baseline to write with `writeBaseline`; null to write none. */
  readonly write: Baseline | null
  /**
   * What was accepted, the change since the last and the first baseline, and warnings. To be appended to
   * `verdict.notes`.
   */
  readonly lines: readonly string[]
}

interface Standing {
  readonly model: string
  readonly exact: number
  readonly scored: number
}

function change(since: string, before: Standing, after: Standing, otherData: boolean): string {
  const rate = ({ exact, scored }: Standing): number | null => (scored === 0 ? null : exact / scored)
  const [old, now] = [rate(before), rate(after)]
  const difference = old === null || now === null ? '' : ` (${points(now - old)})`
  const data = otherData ? ', on another version of the dataset' : ''
  return `Since the ${since} baseline (${printable(before.model)}${data}): JSONExact ${percent(old, NOT_MEASURED_WORDS)} → ${percent(now, NOT_MEASURED_WORDS)}${difference}.`
}

/** What `-u` accepted. The ids come first, because a reviewer should check them. */
function accepted(previous: Baseline, next: Baseline, verdict: Verdict): string[] {
  const lines: string[] = []
  const { lost = [], gained = [] } = verdict.comparison ?? {}
  if (verdict.examples?.verdict === 'regression')
    lines.push('Warning: this accepts a regression of the model over unchanged examples.')
  if (lost.length > 0) lines.push(`Accepted as lost (${lost.length}): ${listed(lost)}.`)
  if (gained.length > 0) lines.push(`Accepted as gained (${gained.length}): ${listed(gained)}.`)
  const now = { model: next.provenance.model, ...next.totals }
  const last = { model: previous.provenance.model, ...previous.totals }
  if (now.scored + last.scored === 0) return lines
  lines.push(change('last', last, now, previous.dataset.sha256 !== next.dataset.sha256))
  const { first } = previous
  const rewritten = first.model !== last.model || first.exact !== last.exact || first.scored !== last.scored
  if (rewritten) lines.push(change('first', first, now, first.datasetSha256 !== next.dataset.sha256))
  return lines
}

function warnings(next: Baseline): string[] {
  const { exact, scored, schemaCompliance } = next.totals
  const lines: string[] = []
  const right = scored > 0 ? exact : schemaCompliance
  if (right === 0) {
    lines.push(
      `Warning: no completion of the new baseline ${scored > 0 ? 'is exact' : 'complies with its schema'}. Such a model cannot get worse, so the gate cannot find a regression.`,
    )
  }
  const unanswered = next.entries.filter((entry) => wasRight(entry) === null).length
  if (unanswered > 0) {
    lines.push(
      `Warning: ${plural(unanswered, 'example')} of the new baseline without output will not be compared.`,
    )
  }
  return lines
}

/**
 * What to write after `decide`, with notes: a new baseline if the verdict is `new` or `accepted`, otherwise
 * none. The caller writes it with `writeBaseline`.
 */
export function planBaseline(input: GateInput, verdict: Verdict): BaselinePlan {
  if (verdict.state !== 'new' && verdict.state !== 'accepted') return { write: null, lines: [] }
  const { run, baseline: previous } = input
  const next = baselineFromRun(run, previous, input.options?.metric)
  const file = printable(input.baselinePath, 300)
  if (previous !== null && serializeBaseline(previous) === serializeBaseline(next)) {
    return { write: null, lines: [`The baseline ${file} is already equal to this run: nothing to accept.`] }
  }
  const lines = previous === null ? [] : accepted(previous, next, verdict)
  return { write: next, lines: [...lines, ...warnings(next), writtenText(next, file)] }
}

/** `Baseline written to evals/test.default.baseline.jsonl (87 of 158 exact): commit it.` */
export function writtenText({ totals: { exact, scored, schemaCompliance } }: Baseline, file: string): string {
  const figures =
    scored === 0 && schemaCompliance !== null
      ? `schema compliance ${percent(schemaCompliance)}`
      : `${exact} of ${scored} exact`
  return `Baseline written to ${file} (${figures}): commit it.`
}
