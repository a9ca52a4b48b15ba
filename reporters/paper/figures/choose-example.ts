import type { JsonValue } from '../../../plugin/core/json/json.ts'
import { stringifyJson } from '../../../plugin/core/json/stringify.ts'
import type { PaperExample } from '../paper-input.ts'

/** Lines and columns that fit side by side in print. */
export const MAX_LINES = 15
export const MAX_COLUMNS = 41

/** An example that can be shown, as lines. */
export interface ShownExample {
  readonly id: string
  readonly prompt: readonly string[]
  readonly expected: readonly string[]
}

/**
 * The example that shows the task best. Of the examples that fit without cuts, it is the one with the most kinds of
 * values, then with the most lines, then the first. If no example fits, it is the one with the shortest prompt, cut.
 */
export function chooseExample(examples: Iterable<PaperExample>): ShownExample | null {
  let best: ShownExample | null = null
  let bestRank: readonly number[] = []
  let shortest: PaperExample | null = null
  for (const example of examples) {
    if (example.expected === undefined) continue
    if (shortest === null || example.prompt.length < shortest.prompt.length) shortest = example
    if (example.prompt.length > MAX_LINES * MAX_COLUMNS) continue
    const shown = linesOf(example)
    if (![shown.prompt, shown.expected].every(fits)) continue
    const rank = [kindsOf(example.expected ?? null), Math.min(shown.prompt.length, shown.expected.length)]
    if (best !== null && !isMore(rank, bestRank)) continue
    best = shown
    bestRank = rank
  }
  if (best !== null || shortest === null) return best
  const { id, prompt, expected } = linesOf(shortest)
  return { id, prompt: cut(prompt), expected: cut(expected) }
}

function isMore(a: readonly number[], b: readonly number[]): boolean {
  const differs = a.findIndex((value, index) => value !== b[index])
  return differs !== -1 && (a[differs] ?? 0) > (b[differs] ?? 0)
}

function fits(lines: readonly string[]): boolean {
  return lines.length <= MAX_LINES && lines.every((line) => [...line].length <= MAX_COLUMNS)
}

function cut(lines: readonly string[]): string[] {
  const short = lines.slice(0, MAX_LINES).map((line) => {
    const characters = [...line.slice(0, 4 * MAX_COLUMNS)]
    return characters.length <= MAX_COLUMNS ? line : `${characters.slice(0, MAX_COLUMNS - 1).join('')}…`
  })
  return lines.length > MAX_LINES ? [...short.slice(0, -1), '…'] : short
}

function linesOf({ id, prompt, expected }: PaperExample): ShownExample {
  return {
    id,
    prompt: prompt.split(/\r\n|\r|\n/).flatMap(wrapped),
    expected: jsonLines(expected ?? null, ''),
  }
}

/** A line broken between words, its indentation kept; a longer word stays whole, and is cut where it is shown. */
function wrapped(line: string): string[] {
  const indent = /^ */.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let current: string | null = null
  for (const word of line.slice(indent.length).split(' ')) {
    const longer: string = current === null ? `${indent}${word}` : `${current} ${word}`
    if (current !== null && longer.length > MAX_COLUMNS) {
      lines.push(current)
      current = `${indent}${word}`
    } else {
      current = longer
    }
  }
  return current === null ? lines : [...lines, current]
}

/** Kinds of values in an expected value: text, number, boolean, list, object. */
function kindsOf(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0
  const kind = (member: JsonValue): string => (Array.isArray(member) ? 'list' : typeof member)
  return new Set(Object.values(value).map(kind)).size
}

/** Indented JSON; short lists stay on one line. The parser bounds the depth. */
function jsonLines(value: JsonValue, indent: string): string[] {
  const flat = stringifyJson(value)
  if (typeof value !== 'object' || value === null) return [flat]
  if (Array.isArray(value) && flat.length <= MAX_COLUMNS / 2) return [flat]
  const inner = `${indent}  `
  const entries = Array.isArray(value)
    ? value.map((item) => jsonLines(item, inner))
    : Object.keys(value).map((key) => {
        const [first = '', ...rest] = jsonLines(value[key] ?? null, inner)
        return [`${JSON.stringify(key)}: ${first}`, ...rest]
      })
  if (entries.length === 0) return [flat]
  const body = entries.flatMap(([first = '', ...rest], index) => {
    const lines = [`${inner}${first}`, ...rest]
    const last = lines.length - 1
    return index === entries.length - 1 ? lines : lines.with(last, `${lines[last] ?? ''},`)
  })
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return [open, ...body, `${indent}${close}`]
}
