import { writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { type Line, readLines } from './read-lines.ts'

const root = temporaryFolder()
const file = path.join(root, 'lines')

async function linesOf(content: string | Buffer): Promise<Line[]> {
  writeFileSync(file, content)
  const lines: Line[] = []
  for await (const line of readLines(file)) lines.push(line)
  return lines
}

test('only a line feed ends a line, and the last one may lack it', async () => {
  const lines = await linesOf('\uFEFFone\n"a\u2028b\rc"\n\nlast')
  expect(lines).toEqual([
    { text: 'one', number: 1, end: 7, terminated: true },
    { text: '"a\u2028b\rc"', number: 2, end: 17, terminated: true },
    { text: '', number: 3, end: 18, terminated: true },
    { text: 'last', number: 4, end: 22, terminated: false },
  ])
  expect(await linesOf('')).toEqual([])
  expect(await linesOf('one\n')).toMatchObject([{ text: 'one', end: 4, terminated: true }])
})

test('lines that are longer than what is read at once, with characters across its edge', async () => {
  const texts = ['é'.repeat(400_001), 'x'.repeat(262_144), 'short', '🙂'.repeat(200_000)]
  const content = texts.join('\n')
  const lines = await linesOf(content)
  expect(lines.map(({ text }) => text)).toEqual(texts)
  expect(lines.at(-1)?.end).toBe(Buffer.byteLength(content))
})

test('property: the lines are what was joined, and their ends are where they end', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '🙂', '\r', ' '), minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 12 }), async (texts) => {
      const content = texts.join('\n')
      const lines = await linesOf(content)
      expect(lines.map((line) => line.text)).toEqual(texts)
      let end = 0
      for (const [index, line] of lines.entries()) {
        end += Buffer.byteLength(texts[index] ?? '') + (index < texts.length - 1 ? 1 : 0)
        expect(line).toMatchObject({ number: index + 1, end, terminated: index < texts.length - 1 })
      }
    }),
    { numRuns: 50 },
  )
})
