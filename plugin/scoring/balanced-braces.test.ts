import fc from 'fast-check'
import { expect, it } from 'vitest'
import { balancedBraces } from './balanced-braces.ts'
import { hostileText } from './test-support/arbitraries.ts'

/** Reads on from an opening brace, character by character, until the level is back where it was. */
function closingBrace(text: string, open: number): number {
  let level = 0
  let quoted = false
  for (let at = open; at < text.length; at += 1) {
    const char = text[at]
    if (quoted && char === '\\') at += 1
    else if (char === '"') quoted = !quoted
    else if (!quoted && char === '{') level += 1
    else if (!quoted && char === '}') {
      level -= 1
      if (level === 0) return at
    }
  }
  return -1
}

it('says for every opening brace where reading from it would close it', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const opens = [...text.matchAll(/\{/g)].map((match) => match.index)
      expect(balancedBraces(text)).toEqual(opens.map((open) => ({ open, close: closingBrace(text, open) })))
    }),
    { numRuns: 3_000 },
  )
})
