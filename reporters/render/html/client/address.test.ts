import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clientModule } from '../../../test-support/html/client-modules.ts'

const { readAddress, writeAddress } = await clientModule('address')

test('what was chosen comes back from the address', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((each) => each.isWellFormed())
  fc.assert(
    fc.property(text, text, fc.nat(), (q, schema, line) => {
      const state = { run: '1', q, schema, line: String(line) }
      expect(readAddress(writeAddress(state))).toMatchObject(state)
    }),
  )
})

test('a place in the page is no choice, and foreign keys are ignored', () => {
  expect(readAddress('#latency')).toBeNull()
  expect(readAddress('')).toBeNull()
  expect(readAddress('#run=0&__proto__=x&status=lost')).toMatchObject({ run: '0', status: 'lost', q: '' })
})
