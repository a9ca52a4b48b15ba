import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable } from '../../../../plugin/core/printable.ts'
import { hostileText } from '../../../test-support/hostile.ts'
import { clientModule } from '../../../test-support/html/client-modules.ts'

const { oneLine, visiblePieces } = await clientModule('visible-text')

test('the page hides and shows what every other output does, character by character', () => {
  const different: string[] = []
  for (let code = 0; code <= 0x10ffff; code++) {
    const char = String.fromCodePoint(code)
    if (oneLine(char) !== printable(char)) different.push(code.toString(16))
  }
  expect(different).toEqual([])
})

/** Characters that may not stand on a page as they are. Commands of runners, which take several, are text there. */
function hidden(text: string): string[] {
  return [...text].filter((char) => !'\n\t'.includes(char) && printable(char) !== char)
}

test('pieces join to the text, with every hidden character but line breaks and tabs as an escape', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const joined = visiblePieces(text)
        .map((piece) => piece.text)
        .join('')
      expect(printable(joined)).toBe(printable(text.replaceAll('\r\n', '\n')))
      for (const piece of visiblePieces(text)) {
        if (piece.hidden) expect(piece.text).toMatch(/^\\(?:r|u[0-9a-f]{4}|u\{[0-9a-f]+\})$/)
        else expect(hidden(piece.text)).toEqual([])
      }
    }),
  )
})
