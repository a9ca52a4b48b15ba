import path from 'node:path'
import { EdgejsonError } from '../../core/errors.ts'
import { quoted } from '../../core/printable.ts'

/** Letters and digits of any script, and `. _ -` or a space inside: a file name on every system, in any git. */
const NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}._ -]*[\p{L}\p{N}_-])?$/u

/**
 * Where the baseline of a dataset under a name lives: `<dataset stem>.<name>.baseline.jsonl` beside the dataset, or
 * in `baselineDir`. Two datasets of one stem need different folders or names when `baselineDir` joins them.
 * @throws EdgejsonError BAD_OPTION when the name is no file name.
 */
export function baselinePath(datasetFile: string, name: string, baselineDir?: string): string {
  if (!NAME.test(name) || name.length > 100) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `the option name is ${quoted(name)}, but it becomes part of the baseline's file name: use up to 100 letters, ` +
        'digits, ".", "_", "-" or spaces, beginning and ending with a letter, a digit or "_".',
    )
  }
  const { dir, name: stem } = path.parse(datasetFile)
  return path.join(baselineDir ?? dir, `${stem}.${name}.baseline.jsonl`)
}
