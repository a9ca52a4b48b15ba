import pc from 'picocolors'
import { f1, integer, percentNumber, plural } from '../../../plugin/core/format.ts'
import { stringifyJson } from '../../../plugin/core/json/stringify.ts'
import type { CaseRecord } from '../../../plugin/records/case.ts'
import type { ComplianceCard } from '../../../plugin/records/compliance-card.ts'
import { acceptableValues } from '../../../plugin/records/example.ts'
import { KIND_TEXT } from '../../../plugin/records/miss-note.ts'
import { type PromptRecord, renderedPrompt } from '../../../plugin/records/prompt-record.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { primaryScores, reportedModes, type ScoreCard } from '../../../plugin/records/scores.ts'
import { alignRows } from '../table.ts'
import { whole } from '../text.ts'
import type { Colors } from './page.ts'

/** The part of a report that an example is shown with. */
export type CaseContext = Pick<RunReport, 'name' | 'model' | 'dataset' | 'prompt'>

/**
 * One example for a terminal: prompt as rendered, expected value, output, differences, scores. Untrusted text is made
 * printable; nothing is cut.
 */
export function renderCase(report: CaseContext, record: CaseRecord, options: { color: boolean }): string {
  const color = pc.createColors(options.color)
  const sections = [
    heading(report, record, color),
    ...prompt(report, record, color),
    expected(record, color),
    ...output(record, color),
    ...(record.compliance === undefined ? [] : [compliance(record.compliance, color)]),
    ...(record.scores === null ? [] : [differences(record.scores, color), scores(record.scores, color)]),
  ]
  return `\n${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function heading(
  { model, dataset }: CaseContext,
  { id, line, state, scores, critical, schemaId, complexity, source, slices }: CaseRecord,
  color: Colors,
): string[] {
  const paint = state === 'passed' ? color.green : state === 'failed' ? color.red : color.yellow
  const parts = [
    paint(state),
    ...(scores?.errorClass == null ? [] : [color.yellow(scores.errorClass)]),
    ...(scores === null ? [] : [`F1 ${f1(primaryScores(scores).fieldF1)}`]),
    ...(critical ? [color.red('critical')] : []),
  ]
  const labels: readonly (readonly [string, string | null])[] = [
    ['model', model.id],
    ['dataset', `${dataset.path}:${line}`],
    ['schema', schemaId],
    ['complexity', complexity],
    ['source', source],
    ...Object.entries(slices ?? {}),
  ]
  return [
    `${color.bold(whole(id))}  ${parts.join('  ')}`,
    ...alignRows(
      labels.flatMap(([label, text]) =>
        text === null
          ? []
          : [
              [
                { text: `  ${whole(label)}`, paint: color.dim },
                { text: whole(text), left: true },
              ],
            ],
      ),
    ),
  ]
}

function prompt(report: CaseContext, record: CaseRecord, color: Colors): string[][] {
  const rendered = renderedPrompt(report, record)
  if (rendered === null) {
    const why = record.rendered === null ? 'prompts of earlier examples used all the space for them' : null
    const note = why === null ? '' : `; as rendered it is not in the report: ${why}`
    return record.prompt === '' ? [] : [section(`Prompt (text of the example${note})`, record.prompt, color)]
  }
  return rendered.kind === 'text'
    ? [section(`Prompt (text${omission(rendered)})`, rendered.text, color)]
    : rendered.messages.map(({ role, content }, index) =>
        section(
          index === 0 ? `Prompt (chat${omission(rendered)}), ${role}` : `Prompt, ${role}`,
          content,
          color,
        ),
      )
}

function omission({ omitted }: PromptRecord): string {
  return omitted === undefined ? '' : `, ${plural(omitted, 'character')} left out`
}

function expected(record: CaseRecord, color: Colors): string[] {
  const [first, ...others] = acceptableValues(record).map((value) => stringifyJson(value, 2))
  if (first === undefined) return section('Expected', 'an output that complies with the schema', color)
  return [...section('Expected', first, color), ...others.flatMap((text) => section('or', text, color))]
}

function output({ completion, failure, assertion }: CaseRecord, color: Colors): string[][] {
  const parts =
    completion === null
      ? []
      : [
          completion.finishReason,
          ...(completion.tokensOut === null ? [] : [plural(completion.tokensOut, 'token')]),
          ...(completion.kind === undefined ? [] : [KIND_TEXT[completion.kind]]),
        ]
  return [
    ...(completion === null ? [] : [section(`Output (${parts.join(', ')})`, completion.text, color)]),
    ...(failure === null ? [] : [section('Failure', failure, color)]),
    ...(assertion?.message == null ? [] : [section('Assertion', assertion.message, color)]),
  ]
}

function differences({ differences, differenceCount }: ScoreCard, color: Colors): string[] {
  const more = differenceCount - differences.length
  return [
    color.bold(`Differences (${integer(differenceCount)})`),
    ...differences.flatMap(({ path, kind, expected, received }) => [
      `  ${whole(path)}  ${color.yellow(kind)}`,
      `    expected ${expected === null ? 'nothing' : whole(expected)}`,
      `    received ${received === null ? 'nothing' : whole(received)}`,
    ]),
    ...(more > 0 ? [color.dim(`  … ${plural(more, 'more difference')}`)] : []),
  ]
}

function scores(card: ScoreCard, color: Colors): string[] {
  const head = ['  mode', 'exact', 'FieldF1', 'precision', 'recall', 'schema', 'JSON found']
  const rows = reportedModes(card).map((mode) => {
    const { jsonExact, fieldF1, precision, recall, schemaCompliance, parsed } = card[mode] ?? card.lenient
    return [
      `  ${mode}`,
      yes(jsonExact),
      f1(fieldF1),
      `${percentNumber(precision)} %`,
      `${percentNumber(recall)} %`,
      schemaCompliance === null ? '–' : yes(schemaCompliance),
      yes(parsed),
    ]
  })
  return [
    color.bold('Scores'),
    ...alignRows([
      head.map((text) => ({ text, paint: color.dim })),
      ...rows.map((row) => row.map((text) => ({ text }))),
    ]),
  ]
}

function compliance({ lenient, violations }: ComplianceCard, color: Colors): string[] {
  return [
    color.bold('Schema compliance'),
    `  complies: ${yes(lenient.schemaCompliance)}, JSON found: ${yes(lenient.parsed)}`,
    ...violations.map(({ path, message }) => `  ${whole(path)} ${whole(message)}`),
  ]
}

const yes = (value: boolean): string => (value ? 'yes' : 'no')

function section(title: string, text: string, color: Colors): string[] {
  return [color.bold(title), ...text.split('\n').map((line) => (line === '' ? '' : `  ${whole(line)}`))]
}
