import { f1, integer, percent, percentInterval, pValue } from '../../../../plugin/core/format.ts'
import { printable } from '../../../../plugin/core/printable.ts'
import type { SliceComparison } from '../../../../plugin/records/comparison.ts'
import { UNKNOWN_KEY } from '../../../../plugin/records/dimension.ts'
import type { RunReport } from '../../../../plugin/records/run-report.ts'
import { primaryRates, type Slice } from '../../../../plugin/records/slice.ts'
import { rateMark } from '../charts/interval.ts'
import { type Html, html } from '../markup.ts'
import { caseListHref } from './case-link.ts'
import { below, heading, heatCell, numberCell, type Place, row, section, table } from './section.ts'

type Dimension = SliceComparison['dimension']

const NAMES: Readonly<Record<string, string>> = {
  complexity: 'Complexity',
  source: 'Source',
  schema: 'Schema',
}
/** Largest number of rows of a table: a dataset may have a schema for each line. */
const MOST = 100

/** Figures by complexity, source and schema as heat maps with numbers. */
export function breakdown(report: RunReport, run: number, place: Place): Html {
  const parts = [
    ['complexity', report.byComplexity],
    ['source', report.bySource],
    ...Object.entries(report.bySlice ?? {}),
    ['schema', report.bySchema],
  ] as const
  return section(
    place,
    'breakdown',
    'Breakdown',
    parts.map(([dimension, slices], at) =>
      part(report, run, { dimension, at, slices: Object.entries(slices) }, below(place)),
    ),
  )
}

interface Part {
  readonly dimension: Dimension
  /** Its place among the breakdowns, for the anchor of a dataset's own slice. */
  readonly at: number
  readonly slices: readonly (readonly [string, Slice])[]
}

function part(report: RunReport, run: number, { dimension, at, slices }: Part, place: Place): Html | null {
  if (slices.length === 0 || (slices.length === 1 && slices[0]?.[0] === UNKNOWN_KEY)) return null
  const compared = new Map(
    report.verdict.slices.filter((each) => each.dimension === dimension).map((each) => [each.key, each]),
  )
  const rest = slices.length - MOST
  const known = Object.hasOwn(NAMES, dimension)
  const title = `By ${known ? dimension : printable(dimension, 80)}`
  return html`${heading(place, title, `${place.prefix}by-${known ? dimension : `slice-${at}`}`)}
${table({
  label: title,
  className: 'heatmap',
  caption: 'Lenient mode; a darker background is a higher rate',
  columns: [
    { title: NAMES[dimension] ?? printable(dimension, 80) },
    { title: 'Examples', kind: 'number' },
    { title: 'Exact', kind: 'number' },
    { title: 'JSONExact', kind: 'number' },
    { title: '95 % interval' },
    { title: 'FieldF1', kind: 'number' },
    { title: 'Compliance', kind: 'number' },
    { title: 'JSON found', kind: 'number' },
    ...(compared.size > 0 ? [{ title: 'Lost / gained' }] : []),
  ],
  rows: slices
    .slice(0, MOST)
    .map(([key, slice]) =>
      sliceRow(dimension, key, slice, run, compared.size > 0 ? (compared.get(key) ?? null) : undefined),
    ),
  foot: rest > 0 ? `${integer(rest)} more are in report.json.` : null,
})}`
}

function sliceRow(
  dimension: Dimension,
  key: string,
  slice: Slice,
  run: number,
  compared: SliceComparison | null | undefined,
): Html {
  const { examples, failed, exact, scored } = slice
  const { jsonExact, jsonExactInterval, fieldF1, schemaCompliance, parsed } = primaryRates(slice)
  return row(
    // The list of examples has no filter for a dataset's own slices.
    Object.hasOwn(NAMES, dimension)
      ? html`<a href="${caseListHref(run, { [dimension]: key })}">${key}</a>`
      : html`${key}`,
    numberCell(
      html`${integer(examples)}${failed > 0 ? html` <span class="aside">${integer(failed)} failed</span>` : null}`,
    ),
    numberCell(`${integer(exact)} of ${integer(scored)}`),
    heatCell(jsonExact, percent(jsonExact)),
    html`<td class="interval">${rateMark(jsonExact, jsonExactInterval)} <span class="aside">${percentInterval(jsonExactInterval)}</span></td>`,
    heatCell(fieldF1, f1(fieldF1)),
    heatCell(schemaCompliance, percent(schemaCompliance)),
    heatCell(parsed, percent(parsed)),
    ...(compared === undefined ? [] : [html`<td>${compared === null ? '–' : comparedText(compared)}</td>`]),
  )
}

function comparedText({ lost, gained, pWorseHolm }: SliceComparison): string {
  const p = lost > gained ? `, p ${pValue(pWorseHolm)} (Holm)` : ''
  return `${integer(lost)} / ${integer(gained)}${p}`
}
