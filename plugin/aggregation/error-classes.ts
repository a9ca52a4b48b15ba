import { errorClassOf } from '../records/case-result.ts'
import { ERROR_CLASSES, type ErrorClass } from '../records/error-class.ts'
import type { SliceCase } from './slice.ts'
import type { Tally } from './tally.ts'

/** Misses by class (lenient). Every class is present. Failed cases are not misses. */
export function errorClassTally(): Tally<SliceCase, Readonly<Record<ErrorClass, number>>> {
  const counts: Record<ErrorClass, number> = {
    truncated: 0,
    no_json: 0,
    invalid_json: 0,
    wrong_root: 0,
    wrong_structure: 0,
    omission: 0,
    hallucination: 0,
    wrong_type: 0,
    wrong_value: 0,
  }
  return {
    add(item) {
      const errorClass = item.state === 'failed' ? null : errorClassOf(item)
      if (errorClass && ERROR_CLASSES.includes(errorClass)) counts[errorClass] += 1
    },
    result: () => counts,
  }
}
