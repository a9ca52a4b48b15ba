import { expect, test } from 'vitest'
import { compareRuns } from './compare-runs.ts'
import { sampleReport } from './test-support/sample-report.ts'

test('pairs the examples that both answered, and names what changed', () => {
  const before = sampleReport({ examples: 30, skill: 0.7 })
  const after = sampleReport({ examples: 30, skill: 0.3, timeouts: 2, model: { dtype: 'q4' } })
  const { paired, incomparable, changed } = compareRuns(before, after)
  expect(paired?.pairs).toBe(28)
  expect(paired?.difference).toBeLessThan(0)
  expect(paired?.lost.length).toBeGreaterThan(0)
  expect(incomparable).toEqual([])
  expect(changed).toEqual(['dtype q8 → q4'])
})

test('says why answers are not comparable', () => {
  const run = sampleReport({ examples: 3, skill: 1 })
  const other = { ...run, fingerprint: { ...run.fingerprint, maxNewTokens: 512 } }
  expect(compareRuns(run, other).incomparable).toEqual(['token limit 2048 → 512'])
})
