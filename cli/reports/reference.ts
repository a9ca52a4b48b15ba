import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable } from '../../plugin/core/printable.ts'
import type { NamedRun } from '../../reporters/compare/index.ts'

/**
 * The index of the run that a command line names: by label, by file as given, by letter (A is the first), or by model
 * where only one run has it. Without a name it is the first.
 *
 * @throws {EdgejsonError} `BAD_ARGUMENT` where it names none, or several.
 */
export function referenceIndex(
  name: string | undefined,
  runs: readonly NamedRun[],
  files: readonly string[],
): number {
  if (name === undefined) return 0
  const found = [
    runs.map(({ label }) => label),
    files,
    runs.map((_, index) => String.fromCharCode(65 + index)),
    runs.map(({ report }) => report.model.id),
  ].find((names) => names.filter((each) => each === name).length === 1)
  if (found !== undefined) return found.indexOf(name)
  const known = runs.map(({ label }, index) => `"${label}" (${files[index]})`).join(', ')
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `--reference "${printable(name)}" matches no run, or more than one; the runs are ${printable(known)}`,
  )
}
