import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NGrams } from './ngrams.ts'

test('n-grams have the same number if and only if their tokens are equal', () => {
  const token = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constantFrom(151_935, 2 ** 25))
  fc.assert(
    fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
      const ngrams = new NGrams(4)
      const texts = new Map<number, string>()
      const numbers = new Map<string, number>()
      for (const [index, each] of tokens.entries()) {
        ngrams.push(each)
        for (const length of [2, 3, 4]) {
          const number = ngrams.last(length)
          if (index + 1 < length) {
            expect(number).toBeNull()
            continue
          }
          const text = tokens.slice(index + 1 - length, index + 1).join(' ')
          expect(texts.get(number ?? -1) ?? text).toBe(text)
          expect(numbers.get(text) ?? number).toBe(number)
          texts.set(number ?? -1, text)
          numbers.set(text, number ?? -1)
        }
      }
    }),
  )
})
