import { printable } from '../../../plugin/core/printable.ts'
import { UNKNOWN_KEY } from '../../../plugin/records/dimension.ts'
import { complexities } from '../figures-of-runs.ts'
import type { ExampleMeasure, PaperExample, PaperInput } from '../paper-input.ts'
import { type Cell, type Column, type Missing, missing, type PaperTable, type Row } from '../table.ts'

/** Sizes of one example. Characters are Unicode code points. */
interface Sizes {
  readonly promptChars: number
  readonly expectedChars: number
  readonly leaves: number
  readonly promptTokens: number | null
  readonly expectedTokens: number | null
}

interface Measured {
  readonly split: string
  readonly complexity: string
  readonly source: string
  readonly schema: string
  readonly sizes: Sizes
}

/** Table 1: how many examples there are of each kind, and how long they are. */
export function datasetTable({ datasets, measure }: PaperInput): PaperTable | Missing {
  const all = datasets.flatMap(({ name, examples }) =>
    Array.from(
      examples,
      (example): Measured => ({
        split: name,
        complexity: nameOf(example.complexity, 40),
        source: nameOf(example.source, 40),
        schema: nameOf(example.schemaId, 60),
        sizes: sizesOf(example, measure),
      }),
    ),
  )
  if (all.length === 0) return missing('a dataset (--dataset FILE), or a complete run')
  const columns = columnsOf(measure.tokens !== null)
  const groups: readonly (readonly [string, readonly string[], (item: Measured) => string])[] = [
    ['split', datasets.map(({ name }) => name), (item) => item.split],
    ['complexity', complexities(all.map((item) => item.complexity)), (item) => item.complexity],
    ['source', names(all.map((item) => item.source)), (item) => item.source],
    ['schema', names(all.map((item) => item.schema)), (item) => item.schema],
  ]
  const rows: Row[] = [row('all', '', all, all.length, measure.tokens !== null)]
  for (const [group, values, keyOf] of groups) {
    if (group === 'split' && values.length < 2) continue
    values.forEach((value, index) => {
      const items = all.filter((item) => keyOf(item) === value)
      const cells = row(group, value, items, all.length, measure.tokens !== null).cells
      rows.push({ cells, startsGroup: index === 0 })
    })
  }
  const notes = [
    'Lengths in Unicode characters; expected values as JSON text with one space after comma and colon.',
  ]
  notes.push('A leaf is a scalar, an empty object or an empty array of the expected value.')
  return { kind: 'table', caption: captionOf(datasets.map(({ name }) => name)), columns, rows, notes }
}

function captionOf(splits: readonly string[]): string {
  return `Dataset statistics (${splits.join(' and ')})`
}

function nameOf(value: string | null, length: number): string {
  return value === null ? UNKNOWN_KEY : printable(value, length)
}

function names(values: readonly string[]): string[] {
  return [...new Set(values)].sort()
}

function columnsOf(tokens: boolean): Column[] {
  const lengths = (what: string): Column[] => [
    { title: `${what} mean`, kind: 'number' },
    { title: `${what} median`, kind: 'number' },
    { title: `${what} max`, kind: 'number' },
  ]
  return [
    { title: 'by', kind: 'text' },
    { title: 'value', kind: 'text' },
    { title: 'examples', kind: 'number' },
    { title: 'share (%)', kind: 'number', digits: 1, scale: 100 },
    ...lengths('prompt'),
    ...lengths('expected value'),
    { title: 'leaves mean', kind: 'number', digits: 1 },
    { title: 'leaves max', kind: 'number' },
    ...(tokens ? [...lengths('prompt tokens'), ...lengths('expected value tokens')] : []),
  ]
}

function row(by: string, value: string, items: readonly Measured[], total: number, tokens: boolean): Row {
  const column = (pick: (sizes: Sizes) => number | null): number[] =>
    items.flatMap(({ sizes }) => pick(sizes) ?? []).sort((a, b) => a - b)
  const leaves = column((sizes) => sizes.leaves)
  const cells: Cell[] = [
    by,
    value,
    items.length,
    items.length / total,
    ...summary(column((sizes) => sizes.promptChars)),
    ...summary(column((sizes) => sizes.expectedChars)),
    mean(leaves),
    leaves.at(-1) ?? null,
  ]
  if (tokens) {
    cells.push(
      ...summary(column((sizes) => sizes.promptTokens)),
      ...summary(column((sizes) => sizes.expectedTokens)),
    )
  }
  return { cells }
}

/** Mean, median and maximum of ascending values; null where there are none. */
function summary(sorted: readonly number[]): Cell[] {
  return [mean(sorted), median(sorted), sorted.at(-1) ?? null]
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(sorted: readonly number[]): number | null {
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2
}

function sizesOf(example: PaperExample, { expectedText, leaves, tokens }: ExampleMeasure): Sizes {
  const expected = example.expected === undefined ? '' : expectedText(example.expected)
  return {
    promptChars: codePoints(example.prompt),
    expectedChars: codePoints(expected),
    leaves: example.expected === undefined ? 0 : leaves(example.expected),
    promptTokens: tokens === null ? null : tokens(example.prompt),
    expectedTokens: tokens === null ? null : tokens(expected),
  }
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}
