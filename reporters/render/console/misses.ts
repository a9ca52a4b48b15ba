import { integer, plural } from '../../../plugin/core/format.ts'
import type { CaseRecord } from '../../../plugin/records/case.ts'
import { ERROR_CLASSES, type ErrorClass } from '../../../plugin/records/error-class.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { primaryScores } from '../../../plugin/records/scores.ts'
import type { Analysis } from '../../analysis/analysis.ts'
import { alignRows, type Cell, tableWidth } from '../table.ts'
import { clip, displayWidth, idLines, whole, wrap } from '../text.ts'
import type { Page } from './page.ts'

const COMPLEXITIES = 3
const WORST = 'worst: '

/** The findings of the error analysis, in sentences. */
export function inWords({ sentences }: Analysis, page: Page): string[] {
  return sentences.flatMap((sentence) =>
    wrap(sentence, page.width - 5).map((line, index) => `${index === 0 ? '   · ' : '     '}${line}`),
  )
}

/** Misses by class, the most frequent first, with their complexities and the worst example of each class. */
export function misses(report: RunReport, analysis: Analysis, page: Page): string[] {
  const { color } = page
  const classes = ERROR_CLASSES.map((name) => ({ name, count: report.errorClasses[name] }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
  if (classes.length === 0) return []
  const total = classes.reduce((sum, { count }) => sum + count, 0)
  const worst = worstOf(report.cases)
  const rows = classes.map(({ name, count }): Cell[] => [
    { text: name, paint: color.yellow },
    { text: integer(count), paint: color.bold },
    { text: clip(whereOf(name, analysis), page.width - 28), left: true },
  ])
  const room = page.width - 3 - tableWidth(rows) - 2 - WORST.length
  const ids = classes.map(({ name }) => worst.get(name)?.id ?? null)
  const title = `   ${color.bold(`${plural(total, 'miss', 'misses')}`)}${color.dim(' by class')}`
  if (ids.every((id) => id === null || displayWidth(whole(id)) <= room)) {
    const lines = rows.map((row, index): Cell[] => {
      const id = ids[index] ?? null
      return id === null ? row : [...row, { text: WORST + whole(id), paint: color.dim, left: true }]
    })
    return [title, ...alignRows(lines).map((line) => `   ${line}`)]
  }
  // Not cut, so that the user can search for the id.
  const lines = alignRows(rows).flatMap((line, index) => {
    const id = ids[index] ?? null
    const wrapped = id === null ? [] : idLines(WORST + id, page.width - 5)
    return [`   ${line}`, ...wrapped.map((text) => `     ${color.dim(text)}`)]
  })
  return [title, ...lines]
}

/** `complex 18, medium 9`; empty where all examples have one complexity. */
function whereOf(name: ErrorClass, { byComplexity }: Analysis): string {
  if (byComplexity.length < 2) return ''
  const found = byComplexity
    .filter(({ classes }) => classes[name] > 0)
    .sort((a, b) => b.classes[name] - a.classes[name])
  const shown = found
    .slice(0, COMPLEXITIES)
    .map(({ key, classes }) => `${clip(key, 12)} ${integer(classes[name])}`)
  return [...shown, ...(found.length > COMPLEXITIES ? ['…'] : [])].join(', ')
}

/** The miss with the lowest FieldF1 of each class; of several, the first by line. */
function worstOf(cases: Iterable<CaseRecord>): Map<ErrorClass, CaseRecord> {
  const worst = new Map<ErrorClass, CaseRecord>()
  for (const each of cases) {
    const { scores } = each
    if (scores === null || scores.errorClass === null) continue
    const known = primaryScores(worst.get(scores.errorClass)?.scores)?.fieldF1
    if (known === undefined || primaryScores(scores).fieldF1 < known) worst.set(scores.errorClass, each)
  }
  return worst
}
