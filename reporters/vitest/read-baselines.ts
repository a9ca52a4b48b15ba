import { EdgejsonError } from '../../plugin/core/errors.ts'
import { readReference } from '../../plugin/gate/baseline/read-reference.ts'
import type { UpdateMode } from '../../plugin/gate/input.ts'
import type { BaselineSource } from '../../plugin/records/baseline-source.ts'
import type { GateMetric } from '../../plugin/records/gate-metric.ts'
import type { CollectedRun } from './conclude-run.ts'
import type { FoundReference } from './reference-project.ts'

export interface ReferenceRequest {
  /** The baseline file of the dataset. */
  readonly file: string
  /** The option `baseline`. */
  readonly source: BaselineSource | null
  readonly metric: GateMetric | undefined
  /** The file, for messages. */
  readonly path: string
  /** `all` (-u) replaces the baseline file, whatever became of it. */
  readonly update: UpdateMode
}

/**
 * What a run is compared with, or why there is nothing; null where there never was one. Tests that were compared with a
 * baseline show that it was deleted while they ran, or is missing where shards are merged: the run must not become the new one.
 */
export function referenceOfRun(
  { cases }: CollectedRun,
  { file, source, metric, path, update }: ReferenceRequest,
): FoundReference {
  const found = readOrError(file, () => readReference(file, source, metric))
  if (found instanceof Error) return { baseline: found }
  const isReplaced = source === null && update === 'all'
  if (found.baseline !== null || isReplaced || !wasCompared(cases)) return found
  const wayOut = source === null ? ', or run with -u to accept this run as the new baseline.' : '.'
  return {
    baseline: new EdgejsonError(
      'BAD_BASELINE',
      `${path} is gone: the examples were compared with it while they ran. Restore it and run again${wayOut}`,
    ),
  }
}

/** Whether tests of the run were compared with a baseline. */
function wasCompared(cases: CollectedRun['cases']): boolean {
  for (const each of cases) if (each.baseline !== null) return true
  return false
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
