import { EdgejsonError } from '../../plugin/core/errors.ts'
import { readBaseline } from '../../plugin/gate/baseline/file.ts'
import type { UpdateMode } from '../../plugin/gate/input.ts'
import type { Baseline } from '../../plugin/records/baseline.ts'
import type { CollectedRun } from './collect.ts'

/**
 * The baseline of a run, or why there is none to compare with; null where there never was one. Tests that were compared with a
 * baseline show that it was deleted while they ran, or is missing where shards are merged: the run must not become the new one.
 *
 * @param path the file, for messages
 * @param update `all` (-u) replaces the baseline, whatever became of it
 */
export function baselineOfRun(
  file: string,
  { cases }: CollectedRun,
  path: string,
  update: UpdateMode,
): Baseline | Error | null {
  const baseline = readOrError(file, readBaseline)
  if (baseline !== null || update === 'all' || cases.every((each) => each.baseline === null)) return baseline
  return new EdgejsonError(
    'BAD_BASELINE',
    `${path} is gone: the examples were compared with it while they ran. Restore it and run again, or run with -u to ` +
      'accept this run as the new baseline.',
  )
}

/** A file that is there but cannot be used is a part of the verdict, which says why. */
export function readOrError<T>(file: string, read: (file: string) => T): T | Error {
  try {
    return read(file)
  } catch (error) {
    if (error instanceof EdgejsonError) return error
    throw error
  }
}
