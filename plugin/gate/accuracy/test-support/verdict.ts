import type { Baseline } from '../../../records/baseline.ts'
import type { CaseRecord } from '../../../records/case.ts'
import type { Verdict } from '../../../records/verdict.ts'
import { baselineFromRun } from '../../baseline/from-run.ts'
import type { GateInput, GateRun } from '../../input.ts'
import { casesOf, runOf } from '../../test-support/run.ts'
import { decide } from '../decide.ts'

export const PATH = 'evals/test.default.baseline.jsonl'
/** 158 cases of the baseline; the first 87 are exact. */
export const before: CaseRecord[] = casesOf(158, 87)
export const baseline: Baseline = baselineFromRun(runOf(before))

export function verdictOf(run: GateRun, overrides: Partial<GateInput> = {}): Verdict {
  return decide({ run, baseline, baselinePath: PATH, update: 'new', ...overrides })
}
