import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BaselineState } from './case.ts'
import { ERROR_CLASSES, type ErrorClass } from './error-class.ts'
import type { CompletionKind } from './finish-reason.ts'
import { describeDifference, missNote } from './miss-note.ts'
import type { Difference, ScoreCard } from './scores.ts'

function scoreCard(
  errorClass: ErrorClass | null,
  differences: readonly Difference[],
  fieldF1 = 0.83,
): ScoreCard {
  const fields = { correct: 5, received: 5, expected: 7 }
  const scores = {
    parsed: true,
    jsonExact: false,
    fieldF1,
    precision: 1,
    recall: 1,
    fields,
    schemaCompliance: true,
  }
  return {
    strict: scores,
    lenient: scores,
    official: scores,
    errorClass,
    differences,
    differenceCount: differences.length,
  }
}

const anyUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))

const total: Difference = { path: '$.total', kind: 'wrong_value', expected: '30.5', received: '3.05' }

describe('missNote', () => {
  test.each<[BaselineState, string]>([
    ['hit', 'LOST: wrong_value at $.total: expected 30.5, got 3.05 (F1 0.830)'],
    ['miss', 'known miss: wrong_value at $.total: expected 30.5, got 3.05 (F1 0.830)'],
    ['new', 'wrong_value at $.total: expected 30.5, got 3.05 (F1 0.830)'],
    [null, 'wrong_value at $.total: expected 30.5, got 3.05 (F1 0.830)'],
  ])('with baseline %s', (baseline, note) => {
    expect(missNote(scoreCard('wrong_value', [total]), baseline)).toBe(note)
  })

  test('shows the difference that gave the answer its class, not the first by path', () => {
    const missing: Difference = { path: '$.zip', kind: 'omission', expected: '"1010"', received: null }
    expect(missNote(scoreCard('omission', [total, missing]), null)).toBe(
      'omission at $.zip: expected "1010", got nothing (F1 0.830)',
    )
  })

  test('says what happened where no path does', () => {
    expect(missNote(scoreCard('truncated', [total], 0.4), 'hit')).toBe(
      'LOST: truncated: the token limit cut the output (F1 0.400)',
    )
    expect(missNote(scoreCard('no_json', [], 0), null)).toBe(
      'no_json: no JSON value in the output (F1 0.000)',
    )
  })

  test('never rounds a miss up to a perfect score', () => {
    expect(missNote(scoreCard('wrong_value', [total], 0.9999), null)).toContain('(F1 0.999)')
  })

  test.each([
    // The beginning is the same, the end is not.
    ['"Carry each key orange to the tall red barn"', '"Carry each key orange to the tall red house"'],
    ['"Shop in list: hammer kn, saw, nails"', '"Shop in list: hammer kn"'],
    ['123456789012345678901234567890', '123456789012345678901234567891'],
    // Composed and decomposed, no-break and plain blank, a ligature.
    ['"café"', '"cafe\u0301"'],
    ['"10\u00a0000"', '"10 000"'],
    ['"ﬁsh"', '"fish"'],
    ['"😀😀😀😀😀😀😀😀😀😀😀😀😀😀a"', '"😀😀😀😀😀😀😀😀😀😀😀😀😀😀b"'],
  ])('%s and %s never read the same', (expected, received) => {
    const text = describeDifference({ path: '$.a', kind: 'wrong_value', expected, received })
    const [, left, right] = /expected (.*), got (.*)$/su.exec(text) ?? []
    expect(left?.normalize('NFKC')).not.toBe(right?.normalize('NFKC'))
    expect(text).not.toMatch(/\p{Cs}/u)
  })

  test('different values have different texts, wherever they differ', () => {
    const same = fc.string({ unit: anyUnit, maxLength: 80 })
    const long: Difference['path'] = `$.${'a'.repeat(200)}`
    fc.assert(
      fc.property(same, same, same, same, fc.constantFrom('$.a', long), (before, a, b, after, path) => {
        fc.pre(a !== b)
        const [expected, received] = [a, b].map((middle) => JSON.stringify(before + middle + after))
        const difference = { path, kind: 'wrong_value', expected, received } as Difference
        for (const text of [
          describeDifference(difference),
          missNote(scoreCard('wrong_value', [difference]), 'miss').replace(/ \(F1 .*$/, ''),
        ]) {
          const at = text.lastIndexOf(': expected ')
          const values = text.slice(at + ': expected '.length)
          // Both texts are at most 24 long, so where the words between them stand tells them apart.
          const halves = [...values.matchAll(/, got /g)].map(({ index }) => [
            values.slice(0, index),
            values.slice(index + ', got '.length),
          ])
          expect(halves.some(([left, right]) => left !== right)).toBe(true)
        }
      }),
    )
  })

  test('is printable, short and keeps its score, whatever the answer holds', () => {
    const text = fc.string({ unit: anyUnit, maxLength: 300 })
    const difference = fc.record<Difference>({
      path: text,
      kind: fc.constantFrom<Difference['kind']>('omission', 'wrong_value', 'wrong_type'),
      expected: fc.option(text),
      received: fc.option(text),
    })
    fc.assert(
      fc.property(
        fc.option(fc.constantFrom(...ERROR_CLASSES)),
        fc.array(difference, { maxLength: 3 }),
        fc.constantFrom<BaselineState>('hit', 'miss', 'new', null),
        (errorClass, differences, baseline) => {
          const note = missNote(scoreCard(errorClass, differences), baseline)
          expect(note.length).toBeLessThanOrEqual(160)
          expect(note).toMatch(/\(F1 0\.830\)$/)
          expect(note).not.toMatch(
            /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u,
          )
        },
      ),
    )
  })
})

describe('missNote of a completion without ordinary output text', () => {
  test.each<[ErrorClass, CompletionKind, string]>([
    ['no_json', 'tool_call', 'no_json: the model called a tool (F1 0.000)'],
    ['no_json', 'refusal', 'no_json: the model refused (F1 0.000)'],
    ['no_json', 'empty', 'no_json: the output text is empty (F1 0.000)'],
    [
      'truncated',
      'reasoning_only',
      'truncated: the token limit cut the output, only reasoning, no output text (F1 0.000)',
    ],
    [
      'wrong_value',
      'tool_call',
      'the model called a tool: wrong_value at $.total: expected 30.5, got 3.05 (F1 0.000)',
    ],
  ])('%s, %s', (errorClass, kind, note) => {
    expect(missNote(scoreCard(errorClass, [total], 0), null, kind)).toBe(note)
  })
})
