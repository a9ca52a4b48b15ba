import { expect, test } from 'vitest'
import { failureReason } from './failure-reason.ts'

test.each([
  [
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n\n 1: 0x1\n',
    /^out of memory/,
  ],
  ['RangeError: Invalid string length\n    at JSON.stringify', /longer than a string/],
  ['Error: Cannot create a string longer than 0x1fffffe8 characters', /longer than a string/],
  ['warning: x\nno tests found\n', /^exit code 1: no tests found$/],
  ['', /^exit code 1$/],
])('%j is %s', (complaint, reason) => {
  expect(failureReason(1, null, complaint)).toMatch(reason)
})

test('a signal is named', () => {
  expect(failureReason(null, 'SIGKILL', '')).toBe('ended by SIGKILL')
})
