import { firstDifference } from '../core/cut-text.ts'
import type { JsonValue } from '../core/json/json.ts'
import { type CompiledRules, type Diff, diffByPath } from '../scoring/index.ts'
import { formatTable, MAX_CELL } from './table.ts'

const NOTHING = '—'

/** Characters before a difference that are shown for orientation. */
const CONTEXT = 20

/** `2 differences`, and their paths. */
export function describeDifferences(
  expected: JsonValue,
  received: JsonValue,
  rules: CompiledRules | null = null,
): { count: string; table: string } {
  const diff = rules === null ? diffByPath(expected, received) : rules.diff(expected, received)
  return {
    count: `${diff.count} ${diff.count === 1 ? 'difference' : 'differences'}`,
    table: differenceTable(diff),
  }
}

function differenceTable({ differences, count }: Diff): string {
  const rows = differences.map(({ path, expected, received, kind }) => [
    path,
    ...(expected === null || received === null
      ? [expected ?? NOTHING, received ?? NOTHING]
      : fromDifference(expected, received)),
    kind,
  ])
  return formatTable(['path', 'expected', 'received', 'class'], rows, count)
}

/** Two texts whose cells would look the same begin shortly before the first difference instead. */
function fromDifference(expected: string, received: string): [string, string] {
  const at = firstDifference(expected, received)
  if (at < MAX_CELL - 1) return [expected, received]
  const isLowSurrogate = /^[\udc00-\udfff]/.test(expected.slice(at - CONTEXT))
  const skip = at - CONTEXT + (isLowSurrogate ? 1 : 0)
  return [`…${expected.slice(skip)}`, `…${received.slice(skip)}`]
}
