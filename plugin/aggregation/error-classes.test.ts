import { expect, test } from 'vitest'
import { card, caseOf } from '../gate/test-support/run.ts'
import { errorClassTally } from './error-classes.ts'
import { tallied } from './tally.ts'

test('errorClassTally counts misses by class and nothing else', () => {
  const counts = tallied(
    [
      caseOf('a', true),
      caseOf('b', false, { scores: card(false, 0, 'no_json') }),
      caseOf('c', false, { scores: card(false, 0, 'no_json') }),
      caseOf('d', false),
      caseOf('e', null),
    ],
    errorClassTally(),
  )
  expect(counts).toEqual({
    truncated: 0,
    no_json: 2,
    invalid_json: 0,
    wrong_root: 0,
    wrong_structure: 0,
    omission: 0,
    hallucination: 0,
    wrong_type: 0,
    wrong_value: 1,
  })
})
