import { expect, test } from 'vitest'
import { comparisonNotes } from './notes.ts'
import { comparePaired } from './paired.ts'

test.each([
  [1, '1 example is too few: not even the loss of all would be significant.'],
  [2, '2 examples are too few: not even the loss of all would be significant.'],
])('the number of the verb is that of the examples: %i', (count, note) => {
  const outcomes = new Map(Array.from({ length: count }, (_, index) => [String(index), true]))
  const comparison = comparePaired(outcomes, outcomes)
  if (comparison === null) throw new Error('nothing was compared')
  expect(
    comparisonNotes('stable', { comparison, mean: null, reworded: 0 }, { regression: '', improved: '' }),
  ).toEqual([note])
})
