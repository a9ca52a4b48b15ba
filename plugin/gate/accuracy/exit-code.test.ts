import { expect, test } from 'vitest'
import { worstExitCode } from './exit-code.ts'
import { invalidVerdict } from './invalid.ts'

test('worstExitCode is the highest', () => {
  const codes = (...exitCodes: (0 | 1 | 2)[]) => exitCodes.map((exitCode) => ({ exitCode }))
  expect([worstExitCode([]), worstExitCode(codes(0, 1, 0)), worstExitCode(codes(1, 2, 0))]).toEqual([0, 1, 2])
})

test('invalidVerdict says why, exits with 2 and measures nothing', () => {
  expect(invalidVerdict('the engine did not load', ['see above'], { alpha: 0.01 })).toMatchObject({
    state: 'invalid',
    reason: 'the engine did not load',
    notes: ['see above'],
    exitCode: 2,
    alpha: 0.01,
    comparison: null,
    baseline: null,
  })
})
