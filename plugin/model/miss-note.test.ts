import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BaselineState } from './case-record.ts'
import type { CompletionKind } from './completion.ts'
import { missNote } from './miss-note.ts'
import { type Difference, ERROR_CLASSES, type ErrorClass, type ScoreCard } from './scores.ts'

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
    ['hit', 'LOST: wrong_value at $.total: expected 30.5, got 3.05 (F1 0.83)'],
    ['miss', 'known miss: wrong_value at $.total: expected 30.5, got 3.05 (F1 0.83)'],
    ['new', 'wrong_value at $.total: expected 30.5, got 3.05 (F1 0.83)'],
    [null, 'wrong_value at $.total: expected 30.5, got 3.05 (F1 0.83)'],
  ])('with baseline %s', (baseline, note) => {
    expect(missNote(scoreCard('wrong_value', [total]), baseline)).toBe(note)
  })

  test('shows the difference that gave the answer its class, not the first by path', () => {
    const missing: Difference = { path: '$.zip', kind: 'omission', expected: '"1010"', received: null }
    expect(missNote(scoreCard('omission', [total, missing]), null)).toBe(
      'omission at $.zip: expected "1010", got nothing (F1 0.83)',
    )
  })

  test('says what happened where no path does', () => {
    expect(missNote(scoreCard('truncated', [total], 0.4), 'hit')).toBe(
      'LOST: truncated: the token limit cut the answer (F1 0.40)',
    )
    expect(missNote(scoreCard('no_json', [], 0), null)).toBe('no_json: no JSON value in the answer (F1 0.00)')
  })

  test('never rounds a miss up to a perfect score', () => {
    expect(missNote(scoreCard('wrong_value', [total], 0.9999), null)).toContain('(F1 >0.99)')
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
          expect(note).toMatch(/\(F1 0\.83\)$/)
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
    ['no_json', 'tool_call', 'no_json: the model called a tool (F1 0.00)'],
    ['no_json', 'refusal', 'no_json: the model refused (F1 0.00)'],
    ['no_json', 'empty', 'no_json: the output text is empty (F1 0.00)'],
    [
      'truncated',
      'reasoning_only',
      'truncated: the token limit cut the answer, only reasoning, no output text (F1 0.00)',
    ],
    [
      'wrong_value',
      'tool_call',
      'the model called a tool: wrong_value at $.total: expected 30.5, got 3.05 (F1 0.00)',
    ],
  ])('%s, %s', (errorClass, kind, note) => {
    expect(missNote(scoreCard(errorClass, [total], 0), null, kind)).toBe(note)
  })
})
