import { f1, integer, percent, percentInterval } from '../../../../plugin/core/format.ts'
import { wilsonInterval } from '../../../../plugin/stats/wilson.ts'
import { shorten } from '../../shorten.ts'
import { historyLine, type LinePoint } from '../charts/history-line.ts'
import { EMPTY, type Html, html } from '../markup.ts'
import type { BaselineHistory, HistoryPoint } from '../options.ts'
import { below, cell, heading, numberCell, type Place, row, section, table } from './section.ts'

/** The history of the committed baselines: a line chart and its table. */
export function history(histories: readonly BaselineHistory[], place: Place): Html {
  const told = histories.filter(({ points, warnings = [] }) => points.length + warnings.length > 0)
  if (told.length === 0) return EMPTY
  return section(
    place,
    'history',
    'History of the baseline',
    told.map((each, index) => one(each, index, below(place))),
  )
}

function one({ title, points, warnings = [] }: BaselineHistory, index: number, place: Place): Html {
  const told = warnings.map((text) => html`<p class="warning">${text}</p>`)
  const name = heading(place, title, `${place.prefix}history-${index + 1}`)
  if (points.length === 0) return html`${name}${told}`
  const states = points.map((point) => ({
    point,
    value: point.scored === 0 ? null : point.exact / point.scored,
    interval: wilsonInterval(point.exact, point.scored),
  }))
  return html`${name}${told}
<div class="side-by-side">${states.length > 1 ? chart(states) : null}
${table({
  label: `History of ${title}`,
  caption: states.length > 1 ? 'The newest first' : 'There is only one state so far',
  columns: [
    { title: 'State' },
    { title: 'No.', kind: 'number' },
    { title: 'Model' },
    { title: 'JSONExact', kind: 'number' },
    { title: '95 % interval', kind: 'number' },
    { title: 'FieldF1', kind: 'number' },
    { title: 'Compliance', kind: 'number' },
  ],
  rows: states
    .map(({ point, value, interval }, place) => stateRow(point, place, value, interval))
    .toReversed(),
})}</div>`
}

function chart(states: readonly LinePoint[]): Html {
  const [first, last] = [
    states.find(({ value }) => value !== null),
    states.findLast(({ value }) => value !== null),
  ]
  return html`<figure>${historyLine(
    states,
    `JSONExact of ${states.length} states, from ${percent(first?.value ?? null)} to ${percent(last?.value ?? null)}`,
  )}<figcaption>JSONExact of each state, the newest last</figcaption></figure>`
}

function stateRow(
  point: HistoryPoint,
  place: number,
  value: number | null,
  interval: readonly [number, number] | null,
): Html {
  return row(
    html`${point.label}${point.note === undefined ? null : html`<span class="aside">${shorten(point.note, 100)}</span>`}`,
    numberCell(place + 1),
    cell(point.model),
    numberCell(
      html`${percent(value)} <span class="aside">${integer(point.exact)} of ${integer(point.scored)}</span>`,
    ),
    numberCell(percentInterval(interval)),
    numberCell(f1(point.fieldF1)),
    numberCell(percent(point.schemaCompliance)),
  )
}
