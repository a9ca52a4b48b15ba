import type { JsonObject, JsonValue } from '../../core/json/json.ts'
import type { SourceSchema } from '../benchmark-schemas.ts'
import { scalarText } from '../json-text.ts'
import type { Random } from '../random.ts'
import type { SchemaNode } from '../schema-node.ts'
import { keyWords } from './wording.ts'

/** A table with a title; the empty title is the main table. */
interface Table {
  readonly title: string
  readonly columns: string[]
  readonly rows: string[][]
}

/**
 * Tables, in Markdown or drawn with dashes. Scalars are in a table of field and value, nested objects with a
 * path of words in front (`shipping address / city`). A list of objects is its own table: one row per item,
 * one column per field, an empty cell for a missing field. Lists inside an item have their own table, titled
 * with their path (`departments row 2 / teams`); a row without other fields says how long they are. A list of
 * scalars is a table with one column. `{}` is an empty object. Null if a string contains a bar or would look
 * like an empty cell.
 */
export function formatTable(
  expected: JsonObject,
  { root, topic }: SourceSchema,
  random: Random,
): string | null {
  const main: Table = { title: '', columns: ['field', 'value'], rows: [] }
  const tables: Table[] = [main]
  const cells = new Map<string, string>()
  if (!fill(expected, root, '', '', cells, tables)) return null
  for (const [field, value] of cells) main.rows.push([field, value])

  const draw = random.chance(0.6) ? markdown : ascii
  const parts = tables.filter(({ rows }) => rows.length > 0).map((table) => draw(table))
  return `Table: ${topic}\n\n${parts.join('\n\n')}\n\nPlease extract the ${topic} information from the table as JSON.`
}

/**
 * Puts scalars into cells under their path within the row, and lists into tables titled with their full path.
 */
function fill(
  object: JsonObject,
  node: SchemaNode,
  inRow: string,
  place: string,
  cells: Map<string, string>,
  tables: Table[],
): boolean {
  return Object.entries(object).every(([key, value]) => {
    const child = node.properties.get(key)
    if (!child) return true
    const column = join(inRow, keyWords(key))
    const title = join(place, keyWords(key))
    if (Array.isArray(value)) return list(value, child, column, title, cells, tables)
    if (typeof value === 'object' && value !== null) {
      if (Object.keys(value).length === 0) cells.set(column, '{}')
      return fill(value, child, column, title, cells, tables)
    }
    const text = scalarText(value, child)
    cells.set(column, text)
    return isCell(text)
  })
}

function list(
  values: readonly JsonValue[],
  node: SchemaNode,
  column: string,
  title: string,
  cells: Map<string, string>,
  tables: Table[],
): boolean {
  const { items } = node
  if (values.length === 0 || !items) {
    cells.set(column, '[]')
    return true
  }
  const table: Table = { title, columns: [], rows: [] }
  tables.push(table)
  const rows: Map<string, string>[] = []
  const whole = values.every((item, index) => {
    const row = new Map<string, string>()
    rows.push(row)
    if (Array.isArray(item)) return false
    if (typeof item === 'object' && item !== null) {
      const filled = fill(item, items, '', `${title} row ${index + 1}`, row, tables)
      if (row.size === 0) announce(item, '', row)
      return filled
    }
    const text = scalarText(item, items)
    row.set(last(title), text)
    return isCell(text)
  })
  const used = new Set(rows.flatMap((row) => [...row.keys()]))
  table.columns.push(...columnsOf(items, last(title)).filter((name) => used.has(name)))
  table.rows.push(...rows.map((row) => table.columns.map((name) => row.get(name) ?? '')))
  return whole
}

/** For a row that would be empty: the number of rows in its tables below. */
function announce(item: JsonObject, inRow: string, row: Map<string, string>): void {
  for (const [key, value] of Object.entries(item)) {
    const column = join(inRow, keyWords(key))
    if (Array.isArray(value)) row.set(column, `[rows: ${value.length}]`)
    else if (typeof value === 'object' && value !== null) announce(value, column, row)
  }
}

/** Every column that items of this schema can have, in order; `name` is the column of a list of scalars. */
function columnsOf(node: SchemaNode, name: string): string[] {
  if (node.type !== 'object') return [name]
  return [...node.properties].flatMap(([key, child]) => {
    const below = child.type === 'object' ? columnsOf(child, '') : []
    return [keyWords(key), ...below.map((column) => join(keyWords(key), column))]
  })
}

function last(title: string): string {
  return title.split(' / ').at(-1) ?? title
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path} / ${name}`
}

function isCell(text: string): boolean {
  return text.trim() !== '' && !/[|\r\n]/.test(text) && !/^(?:\{\}|\[\]|\[rows: \d+\])$/.test(text)
}

function markdown({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const head = title === '' ? [] : [`**${title}**`, '']
  return [...head, line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

function ascii({ title, columns, rows }: Table): string {
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`
  const head = title === '' ? [] : [`${title}:`]
  return [...head, rule, line(columns), rule, ...rows.map(line), rule].join('\n')
}
