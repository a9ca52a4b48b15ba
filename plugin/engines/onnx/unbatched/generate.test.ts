import { describe, expect, test } from 'vitest'
import { Interruption } from '../../contract/completions.ts'
import { request } from '../../test-support/requests.ts'
import { NextTokens } from '../decoding/next-tokens.ts'
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
      next: async (_, tokens) => {
        onStep(++steps)
        return {
          past,
          next: new NextTokens(
            tokens.map(() => 'a'.charCodeAt(0)),
            tokens.length,
          ),
        }
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
    constraint: null,
  }
  return { model, steps: () => steps }
}

/** A model that counts up from the last token, and counts its steps. */
function counting(prompt: readonly number[]): { model: LanguageModel; rows: number[]; lengths: number[] } {
  const rows: number[] = []
  const lengths: number[] = []
  const pastOf = (length: number) => ({ length, feeds: {} })
  const model: LanguageModel = {
    decoder: {
      empty: () => pastOf(0),
      extend: async (past, tokens) => pastOf(past.length + tokens.length),
      next: async (past, tokens) => {
        rows.push(tokens.length)
        return {
          past: pastOf(past.length + tokens.length),
          next: new NextTokens(
            tokens.map((token) => token + 1),
            tokens.length,
          ),
        }
      },
      truncate: (_, length) => {
        lengths.push(length)
        return pastOf(length)
      },
    },
    tokenizer: { encode: () => [...prompt], decode: (ids) => ids.join(' '), idOf: () => undefined },
    chatTemplate: null,
    endTokens: new Set([30]),
    contextLength: null,
    lookup: true,
    constraint: null,
  }
  return { model, rows, lengths }
}

describe('draft tokens', () => {
  const signal = new AbortController().signal

  test('right ones save steps, and nothing after the end token is written', async () => {
    const { model, rows } = counting([...Array.from({ length: 40 }, (_, index) => index), 99, 0, 1, 2])
    const answer = await generate(model, request({ stop: 'eos', maxNewTokens: 1000 }), signal)
    const expected = Array.from({ length: 27 }, (_, index) => index + 3)
    expect(answer).toMatchObject({ text: expected.join(' '), finishReason: 'stop', tokensOut: 28 })
    expect(rows.length).toBeLessThan(6)
    // Every token took a step or was an accepted draft token; drafts beyond the end are neither.
    expect(28 - (answer.speculation?.accepted ?? 0)).toBe(rows.length)
  })

  test('wrong ones are forgotten: the past keeps only what is certain', async () => {
    const { model, lengths } = counting([0, 1, 2, 50, 51, 52, 0, 1, 2])
    const answer = await generate(model, request({ stop: 'eos', maxNewTokens: 3 }), signal)
    expect(answer).toMatchObject({ text: '3 4 5', finishReason: 'length', tokensOut: 3 })
    // Nine tokens of prompt; after each step but the last those and the answer but its last token.
    expect(lengths).toEqual([9, 10])
  })
})

describe('interruption', () => {
  test('a request that is aborted before its prefill costs no prefill', async () => {
    let prefills = 0
    const { model, steps } = endless(
      () => {},
      () => prefills++,
    )
    const aborted = AbortSignal.abort(new Interruption('ENGINE_TIMEOUT', 'too late'))
    expect(await generate(model, request(), aborted)).toMatchObject({
      text: '',
      failure: { code: 'ENGINE_TIMEOUT' },
    })
    expect([prefills, steps()]).toEqual([0, 0])
  })

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
