import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { checkedThreads, defaultThreads } from './threads.ts'

test('at least one thread, never more than the process may use', () => {
  expect(defaultThreads()).toBeGreaterThanOrEqual(1)
  expect(defaultThreads()).toBeLessThanOrEqual(availableParallelism())
  expect(checkedThreads(undefined)).toBe(defaultThreads())
  expect(checkedThreads(3)).toBe(3)
})

test.each([0, -1, 1.5, Number.NaN, 1e9])('%s is no count of threads', (threads) => {
  expect(() => checkedThreads(threads)).toThrow(/threads is .*; it must be a whole number from 1 to 1024/)
})
