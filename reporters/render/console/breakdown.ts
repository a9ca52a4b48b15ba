import { byCodeUnit } from '../../../plugin/core/code-unit-order.ts'
import { f1, integer, percent, percentInterval } from '../../../plugin/core/format.ts'
import { printable } from '../../../plugin/core/printable.ts'
import { type DimensionCase, dimensionKey } from '../../../plugin/records/dimension.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import { primaryRates, type Slice } from '../../../plugin/records/slice.ts'
import { alignRows, type Cell, tableWidth } from '../table.ts'
import { clipApart, displayWidth } from '../text.ts'
import type { Page } from './page.ts'

/** Largest number of rows of a group; the others are counted and are in report.json. */
const MAX_ROWS = 12
/** Largest number of schemas, in two columns. */
const MAX_SCHEMAS = 30
const NAME = 23
/** Smallest width of the names of slices; where it is not available, the intervals are left out. */
const SHORTEST_NAME = 12
/** Width of the names at the smallest width of the output. */
const NARROWEST_NAME = 10
/** From simple to complex; other values follow by name. */
const COMPLEXITIES = ['simple', 'medium', 'complex']

type KeyOf = (each: DimensionCase) => string
type Changes = ReadonlyMap<string, { lost: number; gained: number }>

/** By complexity, source and the dataset's own slices, with the changes since the baseline if there is one. */
export function breakdown(report: RunReport, page: Page): string[] {
  const groups = [
    {
      title: 'complexity',
      rows: Object.entries(report.byComplexity).sort(([a], [b]) => rank(a) - rank(b) || byCodeUnit(a, b)),
      keyOf: (each: DimensionCase) => dimensionKey(each, 'complexity'),
    },
    {
      title: 'source',
      rows: Object.entries(report.bySource).sort(
        ([a, x], [b, y]) => y.examples - x.examples || byCodeUnit(a, b),
      ),
      keyOf: (each: DimensionCase) => dimensionKey(each, 'source'),
    },
    ...Object.entries(report.bySlice ?? {}).map(([name, slices]) => ({
      title: printable(name, NAME),
      rows: Object.entries(slices).sort(([a, x], [b, y]) => y.examples - x.examples || byCodeUnit(a, b)),
      keyOf: (each: DimensionCase) => dimensionKey(each, name),
    })),
    // A single slice has the same figures as the totals.
  ].filter(({ rows }) => rows.length > 1)
  if (groups.length === 0) return []
  const changed = report.verdict.comparison === null ? null : changedCases(report)
  const rowsWith = (interval: boolean): Cell[][] =>
    groups.flatMap(({ title, rows, keyOf }, index) =>
      groupRows(
        report,
        {
          title,
          rows,
          changes: changed === null ? null : countChanges(changed, keyOf),
          interval,
          first: index === 0,
        },
        page,
      ),
    )
  const full = rowsWith(true)
  const rows = roomForNames(full, page, 2) >= SHORTEST_NAME ? full : rowsWith(false)
  const gap = roomForNames(rows, page, 2) >= SHORTEST_NAME ? 2 : 1
  const room = Math.max(NARROWEST_NAME, roomForNames(rows, page, gap))
  const names = clipApart(
    rows.map(([name]) => name?.text ?? ''),
    Math.min(24, room),
  )
  const clipped = rows.map(([name, ...rest], index) => [{ ...name, text: names[index] ?? '' }, ...rest])
  return alignRows(clipped, gap).map((line) => `   ${line}`)
}

interface Group {
  readonly title: string
  readonly rows: readonly (readonly [string, Slice])[]
  /** Null where the run was compared with nothing. */
  readonly changes: Changes | null
  /** Whether there is room for the intervals. */
  readonly interval: boolean
  /** Column titles are written once. */
  readonly first: boolean
}

/** A title and its cells, one for each row. The first cell is the name. */
function groupRows(
  report: RunReport,
  { title, rows, changes, interval, first }: Group,
  { color }: Page,
): Cell[][] {
  const anyFailed = report.totals.failed > 0
  const titles = [
    'n',
    ...(anyFailed ? ['failed'] : []),
    'JSONExact',
    ...(interval ? ['95 % interval'] : []),
    'FieldF1',
    'schema',
    ...(changes === null ? [] : ['lost', 'gained']),
  ]
  const head = [`by ${title}`, ...(first ? titles : [])].map((text) => ({ text, paint: color.dim }))
  const body = rows.slice(0, MAX_ROWS).map(([key, slice]) => {
    const { examples, failed } = slice
    const primary = primaryRates(slice)
    const { lost, gained } = changes?.get(key) ?? { lost: 0, gained: 0 }
    return [
      { text: key },
      { text: integer(examples) },
      ...(anyFailed ? [{ text: integer(failed), paint: failed > 0 ? color.red : color.dim }] : []),
      { text: percent(primary.jsonExact), paint: color.bold },
      ...(interval ? [{ text: percentInterval(primary.jsonExactInterval), paint: color.dim }] : []),
      { text: f1(primary.fieldF1) },
      { text: percent(primary.schemaCompliance) },
      ...(changes === null
        ? []
        : [
            { text: integer(lost), paint: lost > 0 ? color.red : color.dim },
            { text: integer(gained), paint: gained > 0 ? color.green : color.dim },
          ]),
    ]
  })
  const more = rows.length - MAX_ROWS
  return [head, ...body, ...(more > 0 ? [[{ text: `… ${more} more`, paint: color.dim }]] : [])]
}

/** Width that remains for the names. */
function roomForNames(rows: readonly (readonly Cell[])[], { width }: Page, gap: number): number {
  const widths: number[] = []
  for (const [, ...figures] of rows) {
    figures.forEach(({ text }, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(text))
    })
  }
  return widths.reduce((room, used) => room - used - gap, width - 3)
}

/** A lost or gained example. */
interface ChangedCase extends DimensionCase {
  readonly isLost: boolean
}

/** Without their texts. */
function changedCases({ verdict: { comparison }, cases }: RunReport): ChangedCase[] {
  const lost = new Set(comparison?.lost)
  const gained = new Set(comparison?.gained)
  const changed: ChangedCase[] = []
  if (lost.size + gained.size === 0) return changed
  for (const { id, complexity, schemaId, source, slices } of cases) {
    const isLost = lost.has(id)
    if (isLost || gained.has(id))
      changed.push({ isLost, complexity, schemaId, source, ...(slices === undefined ? {} : { slices }) })
  }
  return changed
}

function countChanges(changed: readonly ChangedCase[], keyOf: KeyOf): Changes {
  const changes = new Map<string, { lost: number; gained: number }>()
  for (const each of changed) {
    const key = keyOf(each)
    const count = changes.get(key) ?? { lost: 0, gained: 0 }
    if (each.isLost) count.lost++
    else count.gained++
    changes.set(key, count)
  }
  return changes
}

/** By schema in two columns, the worst first. */
export function schemas(report: RunReport, page: Page): string[] {
  const all = Object.entries(report.bySchema).sort(
    ([a, x], [b, y]) =>
      (primaryRates(x).jsonExact ?? 2) - (primaryRates(y).jsonExact ?? 2) ||
      (primaryRates(x).fieldF1 ?? 2) - (primaryRates(y).fieldF1 ?? 2) ||
      byCodeUnit(a, b),
  )
  if (all.length < 2) return []
  const shown = all.slice(0, MAX_SCHEMAS)
  const names = clipApart(
    shown.map(([key]) => key),
    NAME,
  )
  const body = shown.map(([, slice], index) => schemaRow(names[index] ?? '', slice, page))
  const half = Math.ceil(body.length / 2)
  const left = [schemaHead('by schema, worst first', page), ...body.slice(0, half)]
  const right = [schemaHead('', page), ...body.slice(half)]
  const two = left.map((cells, index) => [...cells, ...(right[index] ?? [])])
  const wide = tableWidth(two) + 3 <= page.width
  const lines = alignRows(wide ? two : [schemaHead('by schema, worst first', page), ...body])
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

function schemaRow(name: string, slice: Slice, { color }: Page): Cell[] {
  return [
    { text: name, left: true },
    { text: `${slice.exact}/${slice.scored}` },
    { text: f1(primaryRates(slice).fieldF1), paint: color.dim },
  ]
}

function rank(key: string): number {
  const index = COMPLEXITIES.indexOf(key)
  return index === -1 ? COMPLEXITIES.length : index
}
