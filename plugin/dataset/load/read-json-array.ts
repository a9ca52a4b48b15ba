import { EdgejsonError } from '../../core/errors.ts'
import { readJsonAt } from '../../core/json/parse.ts'
import { printable, quoted } from '../../core/printable.ts'
import { LineCounter } from './line-positions.ts'
import type { Row } from './rows-source.ts'

const SPACE = /[ \t\r\n]*/y

/**
 * The elements of a JSON array as rows.
 *
 * @param label name of the file, for messages
 * @throws {EdgejsonError} `BAD_DATASET`, with the line, for a text that is not an array of JSON values
 */
export function readJsonArray(text: string, label: string): Row[] {
  const starts: number[] = []
  const texts: string[] = []
  const counter = new LineCounter(text)
  let at = skipSpace(text, 0)
  const fail = (what: string): never => {
    throw new EdgejsonError('BAD_DATASET', `${printable(label, 300)}:${counter.lineAt(at)}: ${what}`)
  }
  if (text[at] !== '[') {
    fail(
      `the file begins with ${quoted(text.slice(at, at + 20))}; a .json dataset must be one array of objects. Name a file ` +
        'with one object on each line .jsonl.',
    )
  }
  at = skipSpace(text, at + 1)
  while (text[at] !== ']' || texts.length > 0) {
    const read = readJsonAt(text, at, { uniqueKeys: true })
    if (!read.ok) {
      const from = at
      at = Math.max(from, read.offset)
      return fail(`the element ${texts.length + 1} of the array is not JSON: ${printable(read.reason)}.`)
    }
    starts.push(counter.lineAt(at))
    texts.push(text.slice(at, read.end))
    at = skipSpace(text, read.end)
    if (text[at] === ']') break
    if (text[at] !== ',') return fail(`a comma or "]" must follow the element ${texts.length} of the array.`)
    at = skipSpace(text, at + 1)
  }
  at = skipSpace(text, at + 1)
  if (at < text.length) fail('something follows the end of the array; keep one array in the file.')
  // A test needs a line of its own.
  const own = starts.every((line, index) => index === 0 || line > (starts[index - 1] ?? 0))
  return texts.map((each, index) => ({ line: own ? (starts[index] ?? 0) : index + 1, text: each }))
}

function skipSpace(text: string, offset: number): number {
  SPACE.lastIndex = offset
  SPACE.exec(text)
  return SPACE.lastIndex
}
