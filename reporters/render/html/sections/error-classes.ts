import { groupBy } from '../../../../plugin/gate/index.ts'
import {
  type CaseRecord,
  ERROR_CLASSES,
  type ErrorClass,
  type RunReport,
} from '../../../../plugin/model/index.ts'
import { integer, percent, plural } from '../../format.ts'
import { shareBar } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import { caseListHref } from './case-link.ts'
import { below, cell, heading, heatCell, numberCell, type Place, row, section, table } from './section.ts'

const MEANINGS: Readonly<Record<ErrorClass, string>> = {
  truncated: 'the token limit cut the answer',
  no_json: 'no JSON value in the answer',
  invalid_json: 'it starts like JSON and is none',
  wrong_root: 'another kind of value at the top',
  wrong_structure: 'an object or array where a plain value belongs, or the reverse',
  omission: 'expected fields are missing',
  hallucination: 'fields that nobody asked for',
  wrong_type: 'right place, wrong JSON type',
  wrong_value: 'right place and type, wrong value',
}
const MOST = 100

/** Why answers are not exact: the classes as bars, and where each of them happens. */
export function errorClasses(report: RunReport, run: number, place: Place): Html {
  const classes = ERROR_CLASSES.map((name) => [name, report.errorClasses[name]] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
  const misses = classes.reduce((sum, [, count]) => sum + count, 0)
  if (misses === 0) return section(place, 'errors', 'Errors', html`<p>Every scored answer is exact.</p>`)
  const most = classes[0]?.[1] ?? 1
  return section(
    place,
    'errors',
    'Errors',
    table({
      label: 'Error classes',
      className: 'classes',
      caption: `${plural(misses, 'answer')} that ${misses === 1 ? 'is' : 'are'} not exact, each under its most telling reason`,
      columns: [
        { title: 'Class' },
        { title: 'Answers', kind: 'number' },
        { title: 'Share', kind: 'number' },
        { title: html`<span class="hidden">Bar</span>` },
        { title: 'Meaning' },
      ],
      rows: classes.map(([name, count]) =>
        row(
          html`<a href="${caseListHref(run, { errorClass: name })}">${name}</a>`,
          numberCell(integer(count)),
          numberCell(percent(count / misses)),
          cell(shareBar(count / most, 'miss')),
          cell(MEANINGS[name]),
        ),
      ),
    }),
    matrix(
      report,
      classes.map(([name]) => name),
      'complexity',
      below(place),
    ),
    matrix(
      report,
      classes.map(([name]) => name),
      'schema',
      below(place),
    ),
  )
}

/** Classes by complexity or schema, as shares of the answers scored there. */
function matrix(
  report: RunReport,
  classes: readonly ErrorClass[],
  by: 'complexity' | 'schema',
  place: Place,
): Html | null {
  const groups = [...groupBy(report.cases, by)].flatMap(([key, cases]) => {
    const counts = countClasses(cases)
    return counts.misses === 0 ? [] : [{ key, ...counts }]
  })
  if (groups.length === 0 || (groups.length === 1 && groups[0]?.key === 'unknown')) return null
  return html`${heading(place, by === 'schema' ? 'Errors by schema' : 'Errors by complexity', `${place.prefix}errors-${by}`)}
${table({
  label: `Errors by ${by}`,
  className: 'heatmap errors',
  caption: 'Number of answers; deeper ground is a larger share of the answers scored there',
  columns: [
    { title: by === 'schema' ? 'Schema' : 'Complexity' },
    { title: 'Scored', kind: 'number' },
    ...classes.map((name) => ({ title: name, kind: 'number' as const })),
  ],
  rows: groups.slice(0, MOST).map(({ key, scored, counts }) =>
    row(
      key,
      numberCell(integer(scored)),
      ...classes.map((name) => {
        const count = counts.get(name) ?? 0
        return heatCell(count / scored, count === 0 ? '·' : integer(count), 'bad')
      }),
    ),
  ),
  foot: groups.length > MOST ? `${integer(groups.length - MOST)} more are in report.json.` : null,
})}`
}

function countClasses(cases: readonly CaseRecord[]): {
  scored: number
  misses: number
  counts: ReadonlyMap<ErrorClass, number>
} {
  const counts = new Map<ErrorClass, number>()
  let scored = 0
  let misses = 0
  for (const { scores } of cases) {
    if (scores === null) continue
    scored++
    if (scores.errorClass === null) continue
    misses++
    counts.set(scores.errorClass, (counts.get(scores.errorClass) ?? 0) + 1)
  }
  return { scored, misses, counts }
}
