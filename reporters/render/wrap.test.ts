import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { printable } from '../../plugin/core/printable.ts'
import { displayWidth, idLines, wrap } from './text.ts'

/** The definition: the whole line is measured before each word. */
function wrapByMeasuringLines(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text)
    .split(' ')
    .flatMap((each) => idLines(each, columns))) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

/** Characters whose width depends on what stands before or after them, a space included. */
const joining = fc.constantFrom(
  ...[
    '\u0301',
    '\u0600',
    '\u0d4e',
    '\u0e33',
    '\u093e',
    '\u094d',
    '\u200d',
    '\ufe0f',
    '\uff9e',
    '\u20e3',
    '\u302e',
  ],
  ...[
    '🏽',
    '👩',
    '👧',
    '🇩',
    '🇪',
    'क',
    '漢',
    '\u1100',
    '\u1161',
    '\u11a8',
    '한',
    '1',
    'a',
    '::',
    '\n',
    '\u00a0',
  ],
)
const hostile = fc
  .array(fc.oneof({ weight: 3, arbitrary: joining }, { weight: 2, arbitrary: fc.constant(' ') }), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''))

test('lines are those of measuring each line as a whole, also where a space joins a character', () => {
  fc.assert(
    fc.property(
      fc.oneof(hostile, fc.string({ unit: 'binary' })),
      fc.integer({ min: 1, max: 40 }),
      (text, columns) => {
        expect(wrap(text, columns)).toEqual(wrapByMeasuringLines(text, columns))
      },
    ),
    { numRuns: 3000 },
  )
})

describe('the text that is measured grows as the text', () => {
  const texts: readonly (readonly [string, (words: number) => string, number])[] = [
    ['words on one long line', (words) => '漢 '.repeat(words), 1e6],
    ['words of many marks', (words) => `a${'\u0301'.repeat(50)} `.repeat(words), 200],
    ['joining words', (words) => '\u0d4e \u0e33 '.repeat(words), 1e6],
    ['one word', (words) => '漢'.repeat(words), 80],
  ]
  test.each(texts)('%s', (_, make, columns) => {
    // Whatever is measured and is not plain ASCII is segmented first.
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment')
    onTestFinished(() => segment.mockRestore())
    const cost = (words: number): number => {
      segment.mockClear()
      wrap(make(words), columns)
      return segment.mock.calls.reduce((units, [text]) => units + text.length, 0)
    }
    const [once, twice] = [cost(500), cost(1000)]
    expect(once).toBeGreaterThan(0)
    expect(twice / once).toBeLessThan(2.2)
    expect(twice).toBeLessThan(8 * make(1000).length)
  })
})
