import { expect, test } from 'vitest'
import { thresholdText } from './threshold-text.ts'

const result = {
  metric: 'jsonExact',
  slice: null,
  unit: 'rate',
  direction: 'at least',
  limit: 0.1,
  actual: 0.0998,
  broken: true,
} as const

test('a figure and its limit never read the same where they differ', () => {
  expect(thresholdText(result)).toBe('jsonExact is 9.98 %, must be at least 10 %')
  expect(thresholdText({ ...result, actual: 0.04 })).toBe('jsonExact is 4.0 %, must be at least 10.0 %')
  expect(thresholdText({ ...result, actual: 0.1 })).toBe('jsonExact is 10.0 %, must be at least 10.0 %')
  expect(thresholdText({ ...result, metric: 'fieldF1', unit: 'score', actual: 0.09996 })).toBe(
    'fieldF1 is 0.09996, must be at least 0.1',
  )
  expect(
    thresholdText({
      ...result,
      metric: 'latencyP95',
      unit: 'ms',
      direction: 'at most',
      limit: 8000,
      actual: 8001,
    }),
  ).toBe('latency p95 is 8001 ms, must be at most 8000 ms')
})
