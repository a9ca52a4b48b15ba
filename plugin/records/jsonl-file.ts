import { createHash } from 'node:crypto'
import type { TSchema, TUnsafe } from 'typebox'
import { byCodeUnit } from '../core/code-unit-order.ts'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { condensed, printable, quoted } from '../core/printable.ts'
import { type Validator, validator } from '../core/schema/checker.ts'
import { inSchemaOrder } from './schema.ts'

/**
 * A committed file of results: a header, then one line for each example, sorted by id, LF at every end. The same results
 * give the same bytes.
 */
export interface JsonlFormat<Header extends { readonly kind: string }, Line extends { readonly id: string }> {
  readonly kind: Header['kind']
  /** What the file is, for messages: `baseline`. */
  readonly noun: string
  readonly header: TUnsafe<Header>
  readonly line: TUnsafe<Line>
  /** What the schema of a line cannot say: the fault of a line, or null. */
  readonly lineFault?: (line: Line) => string | null
  /** How many lines follow the header. */
  readonly examples: (header: Header) => number
  /** What else header and lines must agree in: how they do not, or null. */
  readonly contradiction?: (header: Header, lines: readonly Line[]) => string | null
}

export interface JsonlFile<Header, Line> {
  /**
   * Reads the text of a file. CRLF and a BOM, as a checkout may add them, are accepted; everything that makes the header and
   * the lines contradict each other is not, because a merge without conflict can do just that. Members that the schema does
   * not name are dropped.
   *
   * @param file name of the file, for messages
   * @throws {EdgejsonError} `BAD_BASELINE` with file and line.
   */
  readonly parse: (text: string, file: string) => { readonly header: Header; readonly lines: readonly Line[] }
  /** The text of a file, with the members of every record in the order of its schema. */
  readonly serialize: (header: Header, lines: readonly Line[]) => string
}

export function jsonlFile<Header extends { readonly kind: string }, Line extends { readonly id: string }>(
  format: JsonlFormat<Header, Line>,
): JsonlFile<Header, Line> {
  const { noun, kind } = format
  const headerFault = validator(format.header)
  const lineFault = validator(format.line)

  function parse(text: string, file: string): { header: Header; lines: Line[] } {
    const [first, ...rest] = linesOf(text)
    if (first === undefined) throw broken(file, 1, `the ${noun} is empty`)
    const header = record(format.header, headerOf(first, file), headerFault, (fault) =>
      broken(file, 1, `this is not a ${noun}: ${fault}`),
    )
    const lines: Line[] = []
    const seen = new Map<string, number>()
    rest.forEach((content, index) => {
      const at = index + 2
      const line = record(format.line, parseLine(content, file, at), lineFault, (fault) =>
        broken(file, at, fault),
      )
      const fault = format.lineFault?.(line) ?? null
      if (fault !== null) throw broken(file, at, fault)
      const earlier = seen.get(line.id)
      if (earlier !== undefined)
        throw broken(file, at, `the id ${quoted(line.id)} is in line ${earlier} already`)
      seen.set(line.id, at)
      lines.push(line)
    })
    const promised = format.examples(header)
    const contradiction =
      promised === lines.length
        ? (format.contradiction?.(header, lines) ?? null)
        : `the header announces ${promised} examples, but ${lines.length} lines follow`
    if (contradiction !== null) {
      throw broken(file, 1, `${contradiction}: the file was cut, edited, or merged from two runs`)
    }
    checkSeal(first, rest, file)
    return { header, lines: lines.sort((a, b) => byCodeUnit(a.id, b.id)) }
  }

  /** Kind and version first: of another kind of file, or one of a later release, nothing else is known. */
  function headerOf(first: string, file: string): Record<string, unknown> {
    const value = parseLine(first, file, 1, `this is not a ${noun}: `)
    const own = (key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined)
    const { kind: found, version } = { kind: own('kind'), version: own('version') }
    if (found !== kind)
      throw broken(file, 1, `this is not a ${noun}: field kind ${is(found)}; it must be '${kind}'`)
    if (version === 1) return value
    const rule = 'it must be 1, the only version that this package reads'
    throw broken(file, 1, `this ${noun} cannot be read: field version ${is(version)}; ${rule}`)
  }

  return {
    parse,
    serialize: (header, lines) =>
      sealed(
        JSON.stringify(inSchemaOrder(format.header, header)),
        lines.map((line) => JSON.stringify(inSchemaOrder(format.line, line))),
      ),
  }
}

function record<T>(
  schema: TUnsafe<T> & TSchema,
  value: Record<string, unknown>,
  fault: Validator,
  error: (fault: string) => EdgejsonError,
): T {
  const found = fault(value, { noun: 'field' })
  if (found !== null) throw error(found.replace(/\.$/, ''))
  // The schema was just checked: its type is that of the value.
  return inSchemaOrder(schema, value as T)
}

const is = (value: unknown): string => (value === undefined ? 'is missing' : `is ${quoted(value, 80)}`)

const RESTORE =
  'Restore the file from version control; or delete it, run once outside CI so that a new one is written, and commit that.'
const TAKE_EITHER = 'take one side completely (git checkout --ours or --theirs)'
const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})/

function broken(file: string, line: number, problem: string, wayOut: string = RESTORE): EdgejsonError {
  return new EdgejsonError('BAD_BASELINE', `${file}:${line}: ${problem}. ${wayOut}`)
}

/** The object of a line. The marker of a merge conflict is distinguished from other text that is not JSON. */
function parseLine(text: string, file: string, line: number, before = ''): Record<string, unknown> {
  if (CONFLICT.test(text)) {
    throw broken(
      file,
      line,
      `the file has an unresolved merge conflict, ${quoted(text, 40)}`,
      `It cannot be merged line by line: ${TAKE_EITHER}, run the merged state, and accept it with -u.`,
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const why = condensed(errorMessage(error), 80)
    throw broken(file, line, `the line is not JSON (${why}): ${printable(text, 80)}`)
  }
  if (isRecord(value)) return value
  throw broken(file, line, `${before}the line is ${quoted(value, 80)}; it must be a JSON object`)
}

/** The lines of a text; CRLF, a BOM and empty lines at the end are dropped. */
function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop()
  return lines
}

/** The last member of a header: SHA-256 of the header without it and of the lines. */
const SEAL = /,"linesSha256":"([0-9a-f]{64})"\}$/

function hashOf(header: string, lines: readonly string[]): string {
  return createHash('sha256')
    .update([header, ...lines].join('\n'), 'utf8')
    .digest('hex')
}

/** The header carries a hash of the rest, so that a merge of two such files, or an edit by hand, is noticed. */
function sealed(header: string, lines: readonly string[]): string {
  const seal = `,"linesSha256":"${hashOf(header, lines)}"}`
  return `${[header.slice(0, -1) + seal, ...lines].join('\n')}\n`
}

function checkSeal(header: string, lines: readonly string[], file: string): void {
  const expected = SEAL.exec(header)?.[1]
  if (expected === undefined) {
    throw broken(file, 1, 'the header does not end with "linesSha256", the hash of the file’s lines')
  }
  if (hashOf(header.replace(SEAL, '}'), lines) === expected) return
  throw broken(
    file,
    1,
    'the lines are not those that were written with this header ("linesSha256" differs): the file was edited, cut, ' +
      'or merged from two runs',
    `The file cannot be merged or edited by hand: ${TAKE_EITHER}, or restore it from version control; then run, and ` +
      'accept intended changes with -u.',
  )
}
