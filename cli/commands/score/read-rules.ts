import path from 'node:path'
import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { checker } from '../../../plugin/core/schema/checker.ts'
import { SCORING_OPTIONS } from '../../../plugin/records/scoring-rules.ts'
import { type LoadedScoring, loadScoring } from '../../../plugin/scoring/rules/load-scoring.ts'
import { resolveScoring } from '../../../plugin/vite/scoring-option.ts'
import { readJsonFile } from '../../json-file.ts'

const check = checker(SCORING_OPTIONS)

/**
 * Scoring rules and own metric of a JSON file, `{"rules": […], "metric": "…"}` as in the option `scoring`. Its modules are
 * relative to the file and run.
 *
 * @throws {EdgejsonError} `IO` for a file that cannot be read, `BAD_ARGUMENT` for one without any, `BAD_OPTION` for a rule
 * that cannot be used
 */
export async function readRules(file: string): Promise<LoadedScoring> {
  const options = check(readJsonFile(file, 'the scoring rules', 'BAD_ARGUMENT'), {
    code: 'BAD_ARGUMENT',
    noun: 'field',
    of: ` of ${file}`,
  })
  const folder = path.dirname(path.resolve(file))
  const scoring = resolveScoring(options, folder, 'the file of the rules')
  if (scoring === null)
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `${file} has neither rules nor a metric; it must be {"rules": […]}, as option scoring`,
    )
  return loadScoring(scoring, folder)
}
