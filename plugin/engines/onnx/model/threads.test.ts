import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { defaultThreads } from './threads.ts'

test('at least one thread, never more than the process may use', () => {
  expect(defaultThreads()).toBeGreaterThanOrEqual(1)
  expect(defaultThreads()).toBeLessThanOrEqual(availableParallelism())
})
