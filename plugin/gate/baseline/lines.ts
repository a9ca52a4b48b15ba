import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { condensed, printable, quoted } from '../../core/printable.ts'

const WAY_OUT =
  'Restore the file from version control; or delete it, run once outside CI so that a new one is written, and commit that.'
const CONFLICT = /^(?:<{7}|={7}|>{7}|\|{7})/

/** BAD_BASELINE at a line of a file. */
export function broken(file: string, line: number, problem: string, wayOut: string = WAY_OUT): EdgejsonError {
  return new EdgejsonError('BAD_BASELINE', `${file}:${line}: ${problem}. ${wayOut}`)
}

/** The JSON value of a line. Throws BAD_BASELINE when it is none, or the mark of a merge conflict. */
export function parseLine(text: string, file: string, line: number): unknown {
  if (CONFLICT.test(text)) {
    throw broken(
      file,
      line,
      `the baseline has an unresolved merge conflict, ${quoted(text, 40)}`,
      'A baseline cannot be merged line by line: take either side whole (git checkout --ours or --theirs), run the ' +
        'merged state, and accept it with -u.',
    )
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw broken(
      file,
      line,
      `the line is not JSON (${condensed(errorMessage(error), 80)}): ${printable(text, 80)}`,
    )
  }
}

/** The lines of a baseline file; CRLF, a BOM and empty lines at the end, as a checkout may add them, are fine. */
export function linesOf(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop()
  return lines
}
