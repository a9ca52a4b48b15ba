import { expect, test } from 'vitest'
import { primaryOutcome } from '../../stats/decision-rule.ts'
import { createRandomSource } from '../../stats/random.ts'
import { DEFAULT_GATE } from '../input.ts'

const EXAMPLES = 158
const REPEATS = 3
const RUNS = 2000

/**
 * Two models that are equal on average, one of them better at some examples and worse at as many others: the share of runs that
 * are called a regression with one pair for each example (right in all repeats), and with one for each repeat.
 */
function falseAlarms(seed: string): { readonly examples: number; readonly repeats: number } {
  const random = createRandomSource(seed)
  const alarms = { examples: 0, repeats: 0 }
  for (let run = 0; run < RUNS; run++) {
    const units = { lost: 0, gained: 0 }
    const single = { lost: 0, gained: 0 }
    for (let example = 0; example < EXAMPLES; example++) {
      const differs = random.next() < 0.4
      const [low, high] = differs ? [0.15, 0.98] : [0.9, 0.9]
      const [before, after] = random.next() < 0.5 ? [low, high] : [high, low]
      let [allBefore, allAfter] = [true, true]
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        const [old, now] = [random.next() < before, random.next() < after]
        allBefore &&= old
        allAfter &&= now
        if (old && !now) single.lost++
        if (now && !old) single.gained++
      }
      if (allBefore && !allAfter) units.lost++
      if (allAfter && !allBefore) units.gained++
    }
    const isAlarm = ({ lost, gained }: typeof units, pairs: number): boolean =>
      primaryOutcome(lost, gained, pairs, DEFAULT_GATE) === 'regression'
    if (isAlarm(units, EXAMPLES)) alarms.examples++
    if (isAlarm(single, EXAMPLES * REPEATS)) alarms.repeats++
  }
  return { examples: alarms.examples / RUNS, repeats: alarms.repeats / RUNS }
}

test('with examples as units repeats keep the level of the test; with repeats as units they would not', () => {
  const { examples, repeats } = falseAlarms('repeats')
  // Three standard errors of 2,000 runs above alpha.
  expect(examples).toBeLessThan(DEFAULT_GATE.alpha + 3 * Math.sqrt((0.05 * 0.95) / RUNS))
  expect(examples).toBeGreaterThan(0.02)
  expect(repeats).toBeGreaterThan(2 * DEFAULT_GATE.alpha)
})
