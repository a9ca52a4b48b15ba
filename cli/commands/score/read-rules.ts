import { readFileSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../../plugin/core/errors.ts'
import { parseJson } from '../../../plugin/core/json/parse.ts'
import { condensed } from '../../../plugin/core/printable.ts'
import { checker } from '../../../plugin/core/schema/checker.ts'
import { SCORING_OPTIONS } from '../../../plugin/records/scoring-rules.ts'
import type { CompiledRules } from '../../../plugin/scoring/index.ts'
import { loadRules } from '../../../plugin/scoring/rules/load-rules.ts'
import { resolveScoring } from '../../../plugin/vite/scoring-option.ts'

const check = checker(SCORING_OPTIONS)

/**
 * Scoring rules of a JSON file, `{"rules": […]}` as in the option `scoring`. Its comparator modules are relative to the
 * file and run.
 *
 * @throws {EdgejsonError} `IO` for a file that cannot be read, `BAD_ARGUMENT` for one without rules, `BAD_OPTION` for a rule
 * that cannot be used
 */
export async function readRules(file: string): Promise<CompiledRules> {
  const options = check(read(file), { code: 'BAD_ARGUMENT', noun: 'field', of: ` of ${file}` })
  const folder = path.dirname(path.resolve(file))
  const scoring = resolveScoring(options, folder, 'the file of the rules')
  if (scoring === null)
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `${file} has no rules; it must be {"rules": […]}, as option scoring`,
    )
  return loadRules(scoring, folder)
}

function read(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new EdgejsonError('IO', `the scoring rules cannot be read: ${errorMessage(error)}`, {
      cause: error,
    })
  }
  try {
    return parseJson(text)
  } catch (error) {
    throw new EdgejsonError('BAD_ARGUMENT', `${file} is not JSON: ${condensed(errorMessage(error))}`, {
      cause: error,
    })
  }
}
