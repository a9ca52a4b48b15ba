import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  boundedPrompt,
  fillPattern,
  PROMPT_LENGTH,
  promptRecord,
  promptTexts,
  renderedPrompt,
} from './prompt-record.ts'

test('a chat of one text is a turn of the user', () => {
  expect(promptRecord({ kind: 'chat', text: 'Ada' })).toEqual({
    kind: 'chat',
    messages: [{ role: 'user', content: 'Ada' }],
  })
})

test('the text of the example is inserted as it is', () => {
  const pattern = { kind: 'text', text: 'Read {prompt}.' } as const
  expect(fillPattern(pattern, '$& {prompt}')).toEqual({ kind: 'text', text: 'Read $& {prompt}.' })
})

test('a long prompt loses its middle, and the last turn is kept the longest', () => {
  const text = `begin${'x'.repeat(PROMPT_LENGTH)}end`
  const bounded = boundedPrompt({ kind: 'text', text })
  expect(bounded).toMatchObject({ kind: 'text', omitted: 8 })
  expect(promptTexts(bounded)[0]).toMatch(/^beginx+end$/)
  const messages = [
    { role: 'system', content: text },
    { role: 'user', content: 'Ada' },
  ] as const
  expect(promptTexts(boundedPrompt({ kind: 'chat', messages })).at(-1)).toBe('Ada')
})

test('what is kept and what is left out add up, and no character is split', () => {
  const long = fc
    .array(fc.constantFrom('a', '😀', 'é'), { minLength: 1, maxLength: 9 })
    .map((parts) => parts.join('').repeat(4_000))
  fc.assert(
    fc.property(fc.array(long, { minLength: 1, maxLength: 4 }), (contents) => {
      const record = {
        kind: 'chat',
        messages: contents.map((content) => ({ role: 'user', content }) as const),
      } as const
      const bounded = boundedPrompt(record)
      const length = promptTexts(bounded).join('').length
      expect(length).toBeLessThanOrEqual(PROMPT_LENGTH)
      expect(length + (bounded.omitted ?? 0)).toBe(contents.join('').length)
      expect(promptTexts(bounded).join('').isWellFormed()).toBe(true)
      if (bounded.omitted === undefined) expect(bounded).toBe(record)
    }),
    { numRuns: 30 },
  )
})

test('a line without a prompt has none from the pattern', () => {
  const report = { prompt: { kind: 'text', text: '{prompt}' } as const }
  expect(renderedPrompt(report, { hash: null, prompt: '' })).toBeNull()
  expect(renderedPrompt(report, { hash: {}, prompt: 'a' })).toEqual({ kind: 'text', text: 'a' })
  expect(renderedPrompt({}, { hash: {}, prompt: 'a' })).toBeNull()
})
