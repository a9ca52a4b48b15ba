import {
  bytes,
  duration,
  f1,
  f1Interval,
  integer,
  parameters,
  percent,
  percentInterval,
  quantity,
} from '../../../plugin/core/format.ts'
import { rankText } from '../../render/comparison/words.ts'
import { EMPTY, type Html, html } from '../../render/html/markup.ts'
import type { Leaderboard, LeaderboardEntry } from '../types.ts'

/** A column of the board. */
export interface Column {
  readonly title: string
  /** Explains the title on hover, and to a screen reader. */
  readonly hint: string
  /** Which direction the first click sorts in. */
  readonly first: 'ascending' | 'descending'
  /** What it is sorted by; null is last in either direction. */
  value(entry: LeaderboardEntry): number | string | null
  cell(entry: LeaderboardEntry): Html
}

const NOT_MEASURED = html`<span class="none" title="not measured">n/a</span>`

function measured(value: number | null, show: (value: number) => string): Html {
  return value === null ? NOT_MEASURED : html`${show(value)}`
}

/** The columns of this board after rank and model; complexities are those that occur. */
export function columnsOf({ entries }: Leaderboard): Column[] {
  const complexities = [...new Set(entries.flatMap(({ byComplexity }) => byComplexity.map(({ key }) => key)))]
  return [
    {
      title: 'JSONExact',
      hint: 'share of outputs that equal the expected value, lenient extraction, with its 95 % interval',
      first: 'descending',
      value: ({ jsonExact }) => jsonExact,
      cell: ({ jsonExact, jsonExactInterval, exact, examples }) =>
        html`<b>${percent(jsonExact)}</b><small>${percentInterval(jsonExactInterval)}</small>${rangeChart(jsonExact, jsonExactInterval)}<small>${integer(exact)} of ${integer(examples)}</small>`,
    },
    {
      title: 'FieldF1',
      hint: 'mean F1 over the fields of each output, with its 95 % interval',
      first: 'descending',
      value: ({ fieldF1 }) => fieldF1,
      cell: ({ fieldF1, fieldF1Interval }) =>
        html`${f1(fieldF1)}<small>${f1Interval(fieldF1Interval)}</small>`,
    },
    {
      title: 'Schema',
      hint: 'share of outputs that comply with their JSON Schema',
      first: 'descending',
      value: ({ schemaCompliance }) => schemaCompliance,
      cell: ({ schemaCompliance }) => measured(schemaCompliance, percent),
    },
    ...(complexities.length > 1 && complexities.length <= 5 ? complexities.map(complexityColumn) : []),
    {
      title: 'Parameters',
      hint: 'as submitted',
      first: 'ascending',
      value: ({ model }) => model.parameters,
      cell: ({ model }) => measured(model.parameters, parameters),
    },
    {
      title: 'Size',
      hint: 'of the weights, as submitted',
      first: 'ascending',
      value: ({ model }) => model.bytes,
      cell: ({ model }) => measured(model.bytes, bytes),
    },
    {
      title: 'ms/token',
      hint: 'median time of each token after the first within one sequence, as submitted and measured live; compare only within one machine and one concurrency',
      first: 'ascending',
      value: ({ msPerToken }) => msPerToken,
      cell: ({ msPerToken, totalMs, machine, concurrency }) =>
        msPerToken === null
          ? NOT_MEASURED
          : html`${quantity(msPerToken)}${totalMs === null ? EMPTY : html`<small>completion ${duration(totalMs)}</small>`}<small>${concurrency === 1 ? 'one request at a time' : `concurrency ${integer(concurrency ?? 0)}`}</small><small class="wrap">${machine.slice(0, 60)}</small>`,
    },
  ]
}

function complexityColumn(key: string): Column {
  const of = ({ byComplexity }: LeaderboardEntry) => byComplexity.find((slice) => slice.key === key)
  return {
    title: key.slice(0, 24),
    hint: `JSONExact over the examples of complexity ${key.slice(0, 24)}`,
    first: 'descending',
    value: (entry) => {
      const slice = of(entry)
      return slice === undefined ? null : slice.exact / slice.examples
    },
    cell: (entry) => {
      const slice = of(entry)
      return slice === undefined
        ? NOT_MEASURED
        : html`${percent(slice.exact / slice.examples)}<small>${slice.exact} of ${slice.examples}</small>`
    },
  }
}

/** `1–2`, and the models that do not differ significantly. */
export function rankCell({ rank }: LeaderboardEntry): Html {
  return html`<td class="rank" data-v="${rank[0] + rank[1] / 1e4}">${rankText(rank)}</td>`
}

const WIDTH = 200

/** A rate and its interval on a line from 0 to 100 %; the figures next to it say the same in words. */
function rangeChart(rate: number, [low, high]: readonly [number, number]): Html {
  const x = (value: number): string => (6 + (WIDTH - 12) * value).toFixed(1)
  return html`<svg class="range" viewBox="0 0 ${WIDTH} 20" aria-hidden="true" focusable="false"><line class="track" x1="${x(0)}" x2="${x(1)}" y1="10" y2="10" stroke-width="2"/><line class="band" x1="${x(low)}" x2="${x(high)}" y1="10" y2="10" stroke-width="10" stroke-linecap="round"/><circle class="dot" cx="${x(rate)}" cy="10" r="5"/></svg>`
}
