import { expect, test } from 'vitest'
import { runMeta } from '../test-support/run-meta.ts'
import { type CoverageInput, coverageOf } from './coverage.ts'

const whole: CoverageInput = {
  meta: runMeta({ examples: 158 }),
  parts: [null],
  ran: 158,
  unrecorded: { skipped: 0, unfinished: 0 },
  failed: false,
  interrupted: false,
}

test('a run of everything is complete', () => {
  expect(coverageOf(whole)).toEqual({
    coverage: { planned: 158, ran: 158, complete: true, reason: null },
    missing: null,
    selection: null,
  })
})

test.each<[string, Partial<CoverageInput>, RegExp]>([
  ['filtered', { ran: 12, unrecorded: { skipped: 146, unfinished: 0 } }, /^filtered$/],
  ['limited', { ran: 20, meta: runMeta({ examples: 158, limit: 20 }) }, /^limited to the first 20$/],
  [
    'limited and filtered',
    { ran: 2, meta: runMeta({ examples: 158, limit: 20 }), unrecorded: { skipped: 18, unfinished: 0 } },
    /^limited to the first 20; filtered$/,
  ],
  [
    'interrupted',
    { ran: 9, interrupted: true, unrecorded: { skipped: 100, unfinished: 49 } },
    /^interrupted$/,
  ],
])('a %s run is incomplete by choice', (_, change, reason) => {
  const { coverage, missing } = coverageOf({ ...whole, ...change })
  expect(coverage.complete).toBe(false)
  expect(coverage.reason).toMatch(reason)
  expect(missing).toBeNull()
})

test.each<[string, Partial<CoverageInput>, RegExp]>([
  [
    'a lost blob',
    {
      ran: 105,
      parts: [
        [1, 3],
        [3, 3],
      ],
    },
    /^1 of 3 shards is missing$/,
  ],
  [
    'two lost blobs',
    {
      ran: 40,
      parts: [
        [3, 4],
        [1, 4],
      ],
    },
    /^2 of 4 shards are missing$/,
  ],
  [
    'a crashed worker',
    { ran: 90, unrecorded: { skipped: 0, unfinished: 68 } },
    /^68 examples never finished$/,
  ],
  [
    'a failed hook',
    { ran: 0, failed: true, unrecorded: { skipped: 158, unfinished: 0 } },
    /^158 examples did not run$/,
  ],
  ['nothing else to blame', { ran: 157 }, /^1 of 158 examples have no result$/],
])('%s is missing, not chosen', (_, change, missing) => {
  const result = coverageOf({ ...whole, ...change })
  expect(result.missing).toMatch(missing)
  expect(result.coverage).toMatchObject({ complete: false, reason: result.missing })
})

test('all parts of a merge make a whole', () => {
  expect(
    coverageOf({
      ...whole,
      parts: [
        [2, 2],
        [1, 2],
      ],
    }).coverage.complete,
  ).toBe(true)
})
