import { expect, test } from 'vitest'
import type { CaseRecord } from '../../../../plugin/records/case.ts'
import { collected } from '../../../test-support/benchmark.ts'
import { caseStatus } from '../case-status.ts'
import { listedCases, MOST_LISTED } from './listed-cases.ts'

test('of more examples than a page holds all that are urgent are listed, in the order of the dataset', () => {
  const fates = ['exact', 'wrong_value', 'timeout'] as const
  const samples = collected({ examples: 3, fate: (line) => fates[line % 3] ?? 'exact' }).cases
  const length = MOST_LISTED + 50_000
  const cases = {
    length,
    *[Symbol.iterator]() {
      for (let index = 0; index < length; index++) {
        const sample = samples[index % 4 === 0 ? 0 : 2] as CaseRecord
        yield { ...sample, line: index + 1 }
      }
    },
  }
  const statuses = new Map<string, number>()
  let [count, last] = [0, 0]
  for (const each of listedCases({ cases })) {
    count += 1
    expect(each.line).toBeGreaterThan(last)
    last = each.line
    statuses.set(caseStatus(each), (statuses.get(caseStatus(each)) ?? 0) + 1)
  }
  expect(count).toBe(MOST_LISTED)
  expect([...statuses.values()].sort()).toHaveLength(2)
  const [urgent] = (['lost', 'failed', 'missed'] as const).filter((status) => statuses.has(status))
  expect(statuses.get(urgent ?? '')).toBe(length / 4)
})

test('fewer are listed as they are', () => {
  const { cases } = collected({ examples: 5 })
  expect(listedCases({ cases })).toBe(cases)
})
