import { EdgejsonError } from '../core/errors.ts'

/**
 * Steps that validating one value may take. A step is about one instruction of a pattern's automaton on one
 * character. It is a count and not a time, so the result does not depend on the load of the machine.
 */
export const MAX_STEPS = 500_000_000

let left: number = MAX_STEPS

/** Starts the count for the next value. */
export function startBudget(): void {
  left = MAX_STEPS
}

/** @throws {EdgejsonError} `WORK_LIMIT` when the steps of this value are used up */
export function spend(steps: number): void {
  left -= steps
  if (left < 0)
    throw new EdgejsonError(
      'WORK_LIMIT',
      `judging this value by its schema takes more than ${MAX_STEPS} steps. It is not scored. ` +
        'Simplify the schema: references that branch at each level multiply, and so do long texts and large patterns.',
    )
}
