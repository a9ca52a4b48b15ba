import { describe, expect, it } from 'vitest'
import './index.ts'
import { completion, message } from './test-support/assertions.ts'

describe('toRespondWithin', () => {
  const timings = completion().timings

  it('compares the time that the engine measured', () => {
    expect(completion()).toRespondWithin(120)
    expect(completion()).not.toRespondWithin(119.9)
    expect(message(() => expect(completion()).toRespondWithin(100))).toBe(
      'expected the completion within 100 ms, but it took 120.0 ms',
    )
    expect(message(() => expect(completion()).not.toRespondWithin(200))).toBe(
      'expected the completion to take more than 200 ms, but it took 120.0 ms',
    )
  })

  it.each([
    ['was replayed', completion({ replayed: true }), /no model ran, so there is no time to judge/],
    ['was not measured', completion({ timings: { ...timings, totalMs: null } }), /totalMs is null/],
  ])('never passes on a time that %s', (_, received, reason) => {
    expect(() => expect(received).toRespondWithin(1e6)).toThrow(reason)
    expect(() => expect(received).not.toRespondWithin(1)).toThrow(reason)
  })

  it('rejects invalid texts, values and limits', () => {
    expect(() => expect('{}').toRespondWithin(100)).toThrow(TypeError)
    expect(() => expect({ text: 'x', finishReason: 'stop' }).toRespondWithin(100)).toThrow(TypeError)
    for (const limit of [0, -1, Number.NaN])
      expect(() => expect(completion()).toRespondWithin(limit)).toThrow(TypeError)
  })
})
