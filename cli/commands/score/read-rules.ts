import path from 'node:path'
import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { checker } from '../../../plugin/core/schema/checker.ts'
import { SCORING_OPTIONS } from '../../../plugin/records/scoring-rules.ts'
import type { CompiledRules } from '../../../plugin/scoring/index.ts'
import { loadRules } from '../../../plugin/scoring/rules/load-rules.ts'
import { resolveScoring } from '../../../plugin/vite/scoring-option.ts'
import { readJsonFile } from '../../json-file.ts'

const check = checker(SCORING_OPTIONS)

/**
 * Scoring rules of a JSON file, `{"rules": […]}` as in the option `scoring`. Its comparator modules are relative to the
 * file and run.
 *
 * @throws {EdgejsonError} `IO` for a file that cannot be read, `BAD_ARGUMENT` for one without rules, `BAD_OPTION` for a rule
 * that cannot be used
 */
export async function readRules(file: string): Promise<CompiledRules> {
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
      `${file} has no rules; it must be {"rules": […]}, as option scoring`,
    )
  return loadRules(scoring, folder)
}
