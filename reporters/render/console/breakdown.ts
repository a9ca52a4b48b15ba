import type { CaseRecord, RunReport, Slice } from '../../../plugin/model/index.ts'
import { f1, integer, percent, percentInterval } from '../format.ts'
import { alignRows, type Cell } from '../table.ts'
import { clip } from '../text.ts'
import type { Page } from './page.ts'

/** Rows of one group at most; the rest is counted and left to report.json. */
const MOST_ROWS = 12
/** Schemas at most, in two columns. */
const MOST_SCHEMAS = 30
const NAME = 23
/** Easy to hard; anything else follows by name. */
const COMPLEXITIES = ['simple', 'medium', 'complex']

type KeyOf = (each: CaseRecord) => string
type Changes = ReadonlyMap<string, { lost: number; won: number }>

/** By complexity and by style, with what changed since the baseline where there is one. */
export function breakdown(report: RunReport, page: Page): string[] {
  const groups = [
    {
      title: 'complexity',
      rows: Object.entries(report.byComplexity).sort(([a], [b]) => rank(a) - rank(b) || order(a, b)),
      keyOf: ({ complexity }: CaseRecord) => complexity ?? 'unknown',
    },
    {
      title: 'style',
      rows: Object.entries(report.bySource).sort(([a, x], [b, y]) => y.examples - x.examples || order(a, b)),
      keyOf: ({ source }: CaseRecord) => source ?? 'unknown',
    },
    // A single slice would repeat the totals.
  ].filter(({ rows }) => rows.length > 1)
  if (groups.length === 0) return []
  const compared = report.verdict.comparison !== null
  const anyFailed = report.totals.failed > 0
  const rows = groups.flatMap(({ title, rows, keyOf }) => {
    const changes = countChanges(report, keyOf)
    return [
      head(`by ${title}`, compared, anyFailed, page),
      ...rows
        .slice(0, MOST_ROWS)
        .map(([key, slice]) => sliceRow(key, slice, compared ? changes : null, anyFailed, page)),
      ...(rows.length > MOST_ROWS
        ? [[{ text: `… ${rows.length - MOST_ROWS} more`, paint: page.color.dim }]]
        : []),
    ]
  })
  return alignRows(rows).map((line) => `   ${line}`)
}

function head(title: string, compared: boolean, anyFailed: boolean, { color }: Page): Cell[] {
  return [
    title,
    'n',
    ...(anyFailed ? ['failed'] : []),
    'JSONExact',
    '95 % interval',
    'FieldF1',
    'schema',
    ...(compared ? ['lost', 'won'] : []),
  ].map((text) => ({ text, paint: color.dim }))
}

function sliceRow(
  key: string,
  slice: Slice,
  changes: Changes | null,
  anyFailed: boolean,
  { color }: Page,
): Cell[] {
  const { lenient } = slice
  const change = changes?.get(key)
  return [
    { text: clip(key, 18) },
    { text: integer(slice.examples) },
    ...(anyFailed ? [{ text: integer(slice.failed), paint: slice.failed > 0 ? color.red : color.dim }] : []),
    { text: percent(lenient.jsonExact), paint: color.bold },
    { text: percentInterval(lenient.jsonExactInterval), paint: color.dim },
    { text: f1(lenient.fieldF1) },
    { text: percent(lenient.schemaCompliance) },
    ...(changes === null
      ? []
      : [
          { text: integer(change?.lost ?? 0), paint: (change?.lost ?? 0) > 0 ? color.red : color.dim },
          { text: integer(change?.won ?? 0), paint: (change?.won ?? 0) > 0 ? color.green : color.dim },
        ]),
  ]
}

function countChanges({ verdict, cases }: RunReport, keyOf: KeyOf): Changes {
  const changes = new Map<string, { lost: number; won: number }>()
  if (verdict.comparison === null) return changes
  const lost = new Set(verdict.comparison.lost)
  const won = new Set(verdict.comparison.won)
  for (const each of cases) {
    const isLost = lost.has(each.id)
    if (!isLost && !won.has(each.id)) continue
    const key = keyOf(each)
    const count = changes.get(key) ?? { lost: 0, won: 0 }
    if (isLost) count.lost++
    else count.won++
    changes.set(key, count)
  }
  return changes
}

/** By schema in two columns, worst first: where to look next stands at the top. */
export function schemas(report: RunReport, page: Page): string[] {
  const all = Object.entries(report.bySchema).sort(
    ([a, x], [b, y]) =>
      (x.lenient.jsonExact ?? 2) - (y.lenient.jsonExact ?? 2) ||
      (x.lenient.fieldF1 ?? 2) - (y.lenient.fieldF1 ?? 2) ||
      order(a, b),
  )
  if (all.length < 2) return []
  const shown = all.slice(0, MOST_SCHEMAS)
  const half = Math.ceil(shown.length / 2)
  const left = [
    schemaHead('by schema, worst first', page),
    ...shown.slice(0, half).map((row) => schemaRow(row, page)),
  ]
  const right = [schemaHead('', page), ...shown.slice(half).map((row) => schemaRow(row, page))]
  const lines = alignRows(left.map((cells, index) => [...cells, ...(right[index] ?? [])]))
  const more = all.length - shown.length
  return [
    ...lines.map((line) => `   ${line}`),
    ...(more > 0 ? [page.color.dim(`   … ${more} more in report.json`)] : []),
  ]
}

function schemaHead(title: string, { color }: Page): Cell[] {
  return [
    { text: title, paint: color.dim, left: true },
    { text: 'exact', paint: color.dim },
    { text: 'F1', paint: color.dim },
  ]
}

function schemaRow([key, slice]: readonly [string, Slice], { color }: Page): Cell[] {
  return [
    { text: clip(key, NAME), left: true },
    { text: `${slice.exact}/${slice.scored}` },
    { text: f1(slice.lenient.fieldF1), paint: color.dim },
  ]
}

function rank(key: string): number {
  const index = COMPLEXITIES.indexOf(key)
  return index === -1 ? COMPLEXITIES.length : index
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
