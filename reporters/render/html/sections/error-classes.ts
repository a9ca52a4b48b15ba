import { integer, percent, plural } from '../../../../plugin/core/format.ts'
import { UNKNOWN_KEY } from '../../../../plugin/records/dimension.ts'
import { ERROR_CLASSES, type ErrorClass } from '../../../../plugin/records/error-class.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import type { Analysis, ClassRow } from '../../../analysis/index.ts'
import { shareBar } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import { errorAnalysis } from './analysis.ts'
import { caseListHref } from './case-link.ts'
import { below, cell, heading, heatCell, numberCell, type Place, row, section, table } from './section.ts'

const MEANINGS: Readonly<Record<ErrorClass, string>> = {
  truncated: 'the token limit cut the output',
  no_json: 'no JSON value in the output',
  invalid_json: 'it starts like JSON but is invalid',
  wrong_root: 'another kind of root value',
  wrong_structure: 'an object or array in place of a scalar, or the reverse',
  omission: 'expected fields are missing',
  hallucination: 'fields that are not expected',
  wrong_type: 'right place, wrong JSON type',
  wrong_value: 'right place and type, wrong value',
}
const MOST = 100

/** Why outputs are not exact: the error classes as bars, and their distribution. */
export function errorClasses(report: RunReport, analysis: Analysis, run: number, place: Place): Html {
  const classes = ERROR_CLASSES.map((name) => [name, report.errorClasses[name]] as const)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
  const misses = classes.reduce((sum, [, count]) => sum + count, 0)
  if (misses === 0) {
    const none = report.totals.scored === 0 ? 'No output was scored.' : 'Every scored output is exact.'
    return section(place, 'errors', 'Errors', html`<p>${none}</p>`)
  }
  const names = classes.map(([name]) => name)
  const most = classes[0]?.[1] ?? 1
  return section(
    place,
    'errors',
    'Errors',
    table({
      label: 'Error classes',
      className: 'classes',
      caption: `${plural(misses, 'output')} that ${misses === 1 ? 'is' : 'are'} not exact, each under its first error class`,
      columns: [
        { title: 'Class' },
        { title: 'Outputs', kind: 'number' },
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
    matrix(analysis.byComplexity, names, 'complexity', run, below(place)),
    matrix(analysis.bySchema, names, 'schema', run, below(place)),
    errorAnalysis(analysis, run, place),
  )
}

/** Classes by complexity or schema, as shares of the outputs that were scored there. */
function matrix(
  rows: readonly ClassRow[],
  classes: readonly ErrorClass[],
  by: 'complexity' | 'schema',
  run: number,
  place: Place,
): Html | null {
  const groups = rows.filter(({ missed }) => missed > 0)
  if (groups.length === 0 || (groups.length === 1 && groups[0]?.key === UNKNOWN_KEY)) return null
  return html`${heading(place, by === 'schema' ? 'Errors by schema' : 'Errors by complexity', `${place.prefix}errors-${by}`)}
${table({
  label: `Errors by ${by}`,
  className: 'heatmap errors',
  caption: `Number of outputs; a darker background is a larger share of the outputs scored there${by === 'schema' ? '; most misses first' : ''}`,
  columns: [
    { title: by === 'schema' ? 'Schema' : 'Complexity' },
    { title: 'Scored', kind: 'number' },
    ...classes.map((name) => ({ title: name, kind: 'number' as const })),
  ],
  rows: groups.slice(0, MOST).map(({ key, scored, classes: counts }) =>
    row(
      html`<a href="${caseListHref(run, { [by]: key })}">${key}</a>`,
      numberCell(integer(scored)),
      ...classes.map((name) => {
        const count = counts[name]
        return heatCell(count / scored, count === 0 ? '·' : integer(count), 'bad')
      }),
    ),
  ),
  foot: groups.length > MOST ? `${integer(groups.length - MOST)} more are in report.json.` : null,
})}`
}
