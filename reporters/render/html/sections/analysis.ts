import { integer, percent, signed } from '../../../../plugin/core/format.ts'
import type { Analysis, ClassDrift, LengthBucket } from '../../../analysis/index.ts'
import { type Html, html } from '../markup.ts'
import { caseListHref } from './case-link.ts'
import { below, cell, heading, heatCell, numberCell, type Place, row, table } from './section.ts'

/** Largest number of fields and types in a table. */
const MOST = 25

/** The findings of the error analysis, in at most three sentences. */
export function sentencesOf({ sentences }: Analysis): Html | null {
  if (sentences.length === 0) return null
  return html`<ul class="sentences" aria-label="What stands out">${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>`
}

/** Fields that are lost, type confusions, success by length, and changes by error class. */
export function errorAnalysis(analysis: Analysis, run: number, place: Place): Html {
  const at = below(place)
  return html`${fields(analysis, run, at)}
${types(analysis, at)}
${lengths(analysis, at)}
${drift(analysis, at)}`
}

function fields({ paths, cutLists }: Analysis, run: number, place: Place): Html | null {
  if (paths.length === 0) return null
  const rest = paths.length - MOST
  const notes = [
    rest > 0
      ? `${integer(rest)} more fields are wrong in ${integer(paths[MOST]?.outputs ?? 0)} outputs or fewer. `
      : '',
    cutLists > 0
      ? `${integer(cutLists)} outputs have more differences than a report keeps: their later fields are not counted.`
      : '',
  ]
  return html`${heading(place, 'Fields lost most', `${place.prefix}errors-fields`)}
${table({
  label: 'Fields lost most',
  className: 'heatmap',
  caption:
    'Outputs with any difference at the field; [*] is any item of a list. Only outputs in which JSON was found are counted',
  columns: [
    { title: 'Field' },
    { title: 'Schema' },
    { title: 'Outputs', kind: 'number' },
    { title: 'Of the schema', kind: 'number' },
    { title: 'How' },
  ],
  rows: paths
    .slice(0, MOST)
    .map(({ path, schema, outputs, scored, kinds }) =>
      row(
        html`<code>${path}</code>`,
        cell(html`<a href="${caseListHref(run, { schema })}">${schema}</a>`),
        numberCell(`${integer(outputs)} of ${integer(scored)}`),
        heatCell(outputs / scored, percent(outputs / scored), 'bad'),
        cell(kinds.map(({ kind, outputs: count }) => `${kind} ${integer(count)}`).join(', ')),
      ),
    ),
  foot: notes.join('') === '' ? null : notes,
})}`
}

function types({ types: confusions }: Analysis, place: Place): Html | null {
  if (confusions.length === 0) return null
  return html`${heading(place, 'Type confusions', `${place.prefix}errors-types`)}
${table({
  label: 'Type confusions',
  caption: 'The value has another JSON type than expected',
  columns: [
    { title: 'Expected' },
    { title: 'Received' },
    { title: 'Values', kind: 'number' },
    { title: 'Outputs', kind: 'number' },
  ],
  rows: confusions
    .slice(0, MOST)
    .map(({ expected, received, values, outputs }) =>
      row(expected, cell(received), numberCell(integer(values)), numberCell(integer(outputs))),
    ),
})}`
}

function lengths({ promptTokens, answerTokens }: Analysis, place: Place): Html | null {
  const tables = [byLength('Prompt', promptTokens), byLength('Completion', answerTokens)].filter(
    (each) => each !== null,
  )
  if (tables.length === 0) return null
  return html`${heading(place, 'Length and success', `${place.prefix}errors-length`)}
<div class="side-by-side">${tables}</div>`
}

/** Null where nothing can be compared: there are no counts, or all lengths are equal. */
function byLength(what: 'Prompt' | 'Completion', buckets: readonly LengthBucket[]): Html | null {
  if (buckets.length < 2) return null
  return table({
    label: `Success by length of the ${what.toLowerCase()}`,
    className: 'heatmap',
    caption:
      what === 'Completion'
        ? 'By tokens of the completion, truncated ones included'
        : 'By tokens of the prompt',
    columns: [
      { title: `${what}, tokens` },
      { title: 'Outputs', kind: 'number' },
      { title: 'Exact', kind: 'number' },
      { title: 'Cut off', kind: 'number' },
    ],
    rows: buckets.map(({ from, to, scored, exact, truncated }) =>
      row(
        to === null ? `${integer(from)} and more` : `${integer(from)} – ${integer(to - 1)}`,
        numberCell(integer(scored)),
        scored === 0 ? numberCell('–') : heatCell(exact / scored, percent(exact / scored)),
        scored === 0
          ? numberCell('–')
          : heatCell(truncated / scored, truncated === 0 ? '·' : integer(truncated), 'bad'),
      ),
    ),
  })
}

function drift({ drift: change }: Analysis, place: Place): Html | null {
  if (change === null) return null
  const { classes, lost } = change
  const { text: reference, isBaseline } = change.reference
  if (classes !== null && classes.length > 0) {
    return html`${heading(place, `Error classes: ${reference.replace(/^the /, '')} and now`, `${place.prefix}errors-drift`)}
${table({
  label: `Error classes against ${reference}`,
  caption: `Of the examples that both ${reference} and this run scored; the largest rise first`,
  columns: [
    { title: 'Class' },
    { title: isBaseline ? 'Baseline' : 'Reference', kind: 'number' },
    { title: 'Now', kind: 'number' },
    { title: 'Change', kind: 'number' },
    { title: 'Of the lost examples', kind: 'number' },
  ],
  rows: classes.map((each) =>
    driftRow(each, lost.find(({ errorClass }) => errorClass === each.errorClass)?.examples ?? 0),
  ),
})}`
  }
  if (lost.length === 0) return null
  return html`${heading(place, 'How examples were lost', `${place.prefix}errors-drift`)}
<p>${lost.map(({ errorClass, examples }) => `${errorClass} ${integer(examples)}`).join(', ')}.${isBaseline ? html` With the file of the baseline (<code>--baseline</code>) the classes of the baseline are shown too.` : null}</p>`
}

function driftRow({ errorClass, before, now }: ClassDrift, lost: number): Html {
  return row(
    errorClass,
    numberCell(integer(before)),
    numberCell(integer(now)),
    numberCell(signed(now - before, 0)),
    numberCell(lost === 0 ? '·' : integer(lost)),
  )
}
