import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLines, type TextLine } from './read-lines.ts'

describe('readLines', () => {
  it('finds the same lines however the bytes come in', async () => {
    const piece = fc.constantFrom('a', 'é', '😀', '\n', '\r\n', '\r', '\ufeff', '')
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
        async (pieces, sizes) => {
          const bytes = Buffer.from(pieces.join(''))
          async function* chunks() {
            for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
              const end = at + (sizes[turn % sizes.length] ?? 1)
              yield bytes.subarray(at, end)
              at = end
            }
          }
          const lines: TextLine[] = []
          for await (const some of readLines(chunks())) lines.push(...some)
          const expected = pieces.join('').split('\n')
          if (expected.at(-1) === '') expected.pop()
          if (expected[0]?.startsWith('\ufeff')) expected[0] = expected[0].slice(1)
          expect(lines.map((line) => line.text)).toEqual(expected.map((line) => line.replace(/\r$/, '')))
          expect(lines.map((line) => line.number)).toEqual(expected.map((_, index) => index + 1))
        },
      ),
    )
  })
})
