import {
  compareFieldF1,
  comparePaired,
  compareSlices,
  incomparable,
  recordedOf,
  whatChanged,
} from '../../../plugin/gate/index.ts'
import type { RunReport } from '../../../plugin/model/index.ts'
import type { RunComparison } from './options.ts'

/** Compares two runs on the examples that both answered, by lenient scores; pure, as the gate's own comparison is. */
export function compareRuns(reference: RunReport, candidate: RunReport): RunComparison {
  const before = exactById(reference)
  const after = exactById(candidate)
  return {
    reference,
    candidate,
    paired: comparePaired(before, after),
    fieldF1: compareFieldF1(f1ById(reference), f1ById(candidate)),
    slices: compareSlices(candidate.cases, before, after),
    incomparable: incomparable(reference.fingerprint, candidate.fingerprint),
    changed: whatChanged(recordedOf(reference), recordedOf(candidate)),
  }
}

function exactById({ cases }: RunReport): Map<string, boolean | null> {
  return new Map(cases.map(({ id, scores }) => [id, scores === null ? null : scores.lenient.jsonExact]))
}

function f1ById({ cases }: RunReport): Map<string, number | null> {
  return new Map(cases.map(({ id, scores }) => [id, scores === null ? null : scores.lenient.fieldF1]))
}
