import { describe, expect, test } from 'vitest'
import { Interruption } from '../completions.ts'
import { request } from '../test-support/requests.ts'
import { generate, type LanguageModel } from './generate.ts'

/** A model that writes `a` for ever, a token a byte, and calls back with the number of steps so far. */
function endless(
  onStep: (steps: number) => void,
  onPrefill: () => void = () => {},
): { model: LanguageModel; steps: () => number } {
  let steps = 0
  const past = { length: 0, feeds: {} }
  const model: LanguageModel = {
    decoder: {
      empty: () => past,
      extend: async () => {
        onPrefill()
        return past
      },
      next: async () => {
        onStep(++steps)
        return { past, next: ['a'.charCodeAt(0)] }
      },
      truncate: () => past,
    },
    tokenizer: {
      encode: (text) => [...Buffer.from(text)],
      decode: (ids) => Buffer.from(ids).toString(),
      idOf: () => undefined,
    },
    chatTemplate: null,
    endTokens: new Set(),
    contextLength: null,
    lookup: false,
  }
  return { model, steps: () => steps }
}

describe('interruption', () => {
  test('no step follows the one within which the signal was aborted, and what there is stays', async () => {
    const stop = new AbortController()
    const { model, steps } = endless((step) => {
      if (step === 3) stop.abort(new Interruption('ENGINE_TIMEOUT', 'too late'))
    })
    const answer = await generate(model, request({ maxNewTokens: 1000 }), stop.signal)
    expect(answer).toMatchObject({
      text: 'aaa',
      tokensOut: 3,
      failure: { code: 'ENGINE_TIMEOUT', message: 'too late' },
    })
    expect(steps()).toBe(3)
  })

  test('after the prompt no step is begun', async () => {
    const stop = new AbortController()
    const { model, steps } = endless(
      () => {},
      () => stop.abort(),
    )
    const answer = await generate(model, request(), stop.signal)
    expect(answer).toMatchObject({ text: '', tokensOut: 0, failure: { code: 'ABORTED' } })
    expect(answer.timings).toMatchObject({ prefillMs: null, firstTokenMs: null, decodeMs: null })
    expect(steps()).toBe(0)
  })
})
