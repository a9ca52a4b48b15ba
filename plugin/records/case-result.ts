import type { CaseMeta } from './case.ts'
import type { ErrorClass } from './error-class.ts'
import { primaryScores } from './scores.ts'

/** What a case says of its output: scores, or compliance alone where the example has no expected value. */
export type CaseResult = Pick<CaseMeta, 'scores' | 'compliance'>

/** Whether there is a result: an output was scored, or its compliance found. */
export function hasResult({ state, scores, compliance }: CaseResult & Pick<CaseMeta, 'state'>): boolean {
  return state !== 'failed' && (scores !== null || compliance !== undefined)
}

/**
 * Whether the output is right: exact in the primary mode, or, without an expected value, compliant. Null without a result.
 */
export function isRight({ scores, compliance }: CaseResult): boolean | null {
  return primaryScores(scores)?.jsonExact ?? compliance?.lenient.schemaCompliance ?? null
}

/** Schema compliance of the primary mode; null without a result or schema. */
export function complianceOf({ scores, compliance }: CaseResult): boolean | null {
  return primaryScores(scores)?.schemaCompliance ?? compliance?.lenient.schemaCompliance ?? null
}

/** Null also where an output of a compliance-only example violates its schema: that is no class of its own. */
export function errorClassOf({ scores, compliance }: CaseResult): ErrorClass | null {
  return scores?.errorClass ?? compliance?.errorClass ?? null
}
