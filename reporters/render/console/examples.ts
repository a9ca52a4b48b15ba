import { f1, plural } from '../../../plugin/core/format.ts'
import type { CaseRecord, CaseState } from '../../../plugin/records/case.ts'
import { describeDifference, KIND_TEXT, missNote, resultNote } from '../../../plugin/records/miss-note.ts'
import { repeatsText } from '../../../plugin/records/repeats.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { type Difference, primaryScores } from '../../../plugin/records/scores.ts'
import { BestItems, type BestOf } from '../best-of.ts'
import { clip, displayWidth, idLines, whole, wrap } from '../text.ts'
import { flow, type Page } from './page.ts'

/** Largest number of examples of each kind; the report has all of them. */
const MOST = 10
/** Largest number of lines of a message; the report has the whole message. */
const REASON_LINES = 4
/** Largest number of lines of differences for all lost examples together. */
const DIFFERENCE_LINES = 20

/**
 * Examples that changed against the baseline or, without a baseline, the misses of a small run; and examples without
 * output.
 */
export function examples(report: RunReport, page: Page): string[] {
  const { comparison } = report.verdict
  return [
    ...failed(report, page),
    ...(comparison === null
      ? fewMisses(report, page)
      : [...gained(report, comparison.gained, page), ...lost(report, comparison.lost, page)]),
  ]
}

function failed(report: RunReport, page: Page): string[] {
  const { color } = page
  if (report.totals.failed === 0) return []
  const { items, count } = firstWhere(report, 'failed', MOST)
  if (count === 0) return []
  return [
    `   ${color.red(color.bold(`no output for ${plural(count, 'example')}`))}`,
    ...items.flatMap((each) => {
      const code = each.completion?.error?.code
      const why = each.failure ?? each.completion?.error?.message ?? 'no reason was given'
      const text = code === undefined || why.includes(code) ? why : `${code}: ${why}`
      return [
        ...indented(idLines(each.id, page.width - 5), 5),
        ...indented(wrap(text, page.width - 7).slice(0, REASON_LINES), 7),
      ]
    }),
    ...rest(count - MOST, page),
  ]
}

function lost(report: RunReport, ids: readonly string[], page: Page): string[] {
  const { color } = page
  if (ids.length === 0) return []
  return [
    `   ${color.red(color.bold(`lost ${ids.length}`))}`,
    ...misses(find(report, ids.slice(0, MOST)), page),
    ...rest(ids.length - MOST, page),
  ]
}

/** Only the ids: an exact output has no differences, and the baseline contains no outputs. */
function gained(report: RunReport, ids: readonly string[], page: Page): string[] {
  const { color } = page
  if (ids.length === 0) return []
  const shown = find(report, ids.slice(0, MOST)).map(({ id }) => whole(id))
  const parts = ids.length > MOST ? [...shown, `${ids.length - MOST} more`] : shown
  return [
    `   ${color.green(color.bold(`gained ${ids.length}`))}`,
    ...flow(parts, page.width, 5).map((line) => `     ${line}`),
  ]
}

/** The misses of a run of a few examples (`-t`, a limit). */
function fewMisses(report: RunReport, page: Page): string[] {
  const { items, count } = firstWhere(report, 'missed', MOST)
  if (count === 0 || count > MOST) return []
  return [`   ${page.color.bold(`missed ${count}`)}`, ...misses(items, page)]
}

function misses(cases: readonly CaseRecord[], page: Page): string[] {
  const shown = cases.slice(0, MOST)
  const each = Math.min(5, Math.max(2, Math.floor(DIFFERENCE_LINES / Math.max(1, shown.length))))
  return shown.flatMap((record) => missLines(record, each, page))
}

function missLines(record: CaseRecord, most: number, page: Page): string[] {
  const { color } = page
  const { scores } = record
  if (scores === null) {
    const note = resultNote(record, null)
    return [...heading(record, [], page), ...(note === null ? [] : indented(wrap(note, page.width - 7), 7))]
  }
  if (scores.errorClass === null) {
    const message = record.assertion?.message ?? missNote(scores, null, record.completion?.kind)
    return [
      ...heading(record, [], page),
      ...indented(wrap(message, page.width - 7).slice(0, REASON_LINES), 7),
    ]
  }
  const more = scores.differenceCount - Math.min(most, scores.differences.length)
  const kind = record.completion?.kind
  const exact = repeatsText(record.repeats)
  return [
    ...heading(
      record,
      [
        { text: scores.errorClass, paint: color.yellow },
        { text: `F1 ${f1(primaryScores(scores).fieldF1)}`, paint: color.dim },
        ...(exact === '' ? [] : [{ text: exact, paint: color.yellow }]),
      ],
      page,
    ),
    ...(kind === undefined ? [] : [`       ${KIND_TEXT[kind]}`]),
    ...differences(scores.differences.slice(0, most), page),
    ...(more > 0 ? [color.dim(`       … ${plural(more, 'more difference')}`)] : []),
  ]
}

interface Part {
  readonly text: string
  readonly paint: (text: string) => string
}

/** The id with its text, on separate lines where one line is too short. The id is never cut. */
function heading({ id, critical, line }: CaseRecord, further: readonly Part[], page: Page): string[] {
  const { color } = page
  const parts: Part[] = [
    ...(critical ? [{ text: 'critical', paint: color.red }] : []),
    { text: `line ${line}`, paint: color.dim },
    ...further,
  ]
  const ids = idLines(id, page.width - 5)
  const said = parts.map(({ text, paint }) => paint(text)).join('  ')
  const width = parts.reduce((sum, { text }) => sum + 2 + text.length, displayWidth(ids.at(-1) ?? ''))
  const bold = ids.map((text) => `     ${color.bold(text)}`)
  if (width > page.width - 5) return [...bold, `       ${said}`]
  return [...bold.slice(0, -1), `${bold.at(-1) ?? ''}  ${said}`]
}

function indented(lines: readonly string[], columns: number): string[] {
  return lines.map((line) => ' '.repeat(columns) + line)
}

function differences(list: readonly Difference[], page: Page): string[] {
  return list.map(
    (difference) => `       ${clip(describeDifference(difference, page.width - 7), page.width - 7)}`,
  )
}

function rest(count: number, page: Page): string[] {
  return count > 0 ? [page.color.dim(`     … ${count} more in report.json`)] : []
}

function firstWhere({ cases }: RunReport, wanted: CaseState, most: number): BestOf<CaseRecord> {
  const first = new BestItems<CaseRecord>(most)
  for (const each of cases) if (each.state === wanted) first.add(each)
  return first
}

/** The records of some ids, in the ids' order. */
function find(report: RunReport, ids: readonly string[]): CaseRecord[] {
  const wanted = new Map<string, CaseRecord | null>(ids.map((id) => [id, null]))
  let left = wanted.size
  for (const each of report.cases) {
    if (left === 0) break
    if (wanted.get(each.id) !== null) continue
    wanted.set(each.id, each)
    left -= 1
  }
  return [...wanted.values()].filter((each) => each !== null)
}
