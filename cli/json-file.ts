import { readFileSync } from 'node:fs'
import { EdgejsonError, type EdgejsonErrorCode, errorMessage } from '../plugin/core/errors.ts'
import { parseJson } from '../plugin/core/json/parse.ts'
import { condensed, quoted } from '../plugin/core/printable.ts'

/**
 * The value of a JSON file that the command line names.
 *
 * @param what what the file holds, for messages
 * @param code of a file that is not JSON
 * @throws {EdgejsonError} `IO` for a file that cannot be read, the given code for one that is not JSON
 */
export function readJsonFile(file: string, what: string, code: EdgejsonErrorCode): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new EdgejsonError('IO', `cannot read ${what} ${quoted(file)}: ${errorMessage(error)}`, {
      cause: error,
    })
  }
  try {
    return parseJson(text)
  } catch (error) {
    throw new EdgejsonError(code, `${file} is not JSON: ${condensed(errorMessage(error))}`, { cause: error })
  }
}
