import { describe, expect, test } from 'vitest'
import { serializeBaseline } from '../../records/baseline.ts'
import { card, caseOf, casesOf, completion, hashOf, runOf } from '../test-support/run.ts'
import { baselineFromRun } from './from-run.ts'

describe('baselineFromRun', () => {
  test('holds what each example did, and nothing for one without an answer', () => {
    const baseline = baselineFromRun(
      runOf([
        caseOf('b', false, { scores: card(false, 1 / 3, 'omission') }),
        caseOf('a', true, { completion: completion({ text: 'hello' }) }),
        caseOf('c', null),
      ]),
    )
    expect(baseline.entries).toEqual([
      // sha256sum of "hello" begins with 2cf24dba5fb0a30e.
      {
        id: 'a',
        exact: true,
        f1: 1,
        compliant: true,
        class: null,
        answer: '2cf24dba5fb0a30e',
        critical: false,
        hash: hashOf('a'),
      },
      {
        id: 'b',
        exact: false,
        f1: 0.333333,
        compliant: false,
        class: 'omission',
        answer: expect.stringMatching(/^[0-9a-f]{16}$/),
        critical: false,
        hash: hashOf('b'),
      },
      {
        id: 'c',
        exact: null,
        f1: null,
        compliant: null,
        class: null,
        answer: null,
        critical: false,
        hash: hashOf('c'),
      },
    ])
    expect(baseline.totals).toEqual({
      exact: 1,
      scored: 2,
      jsonExact: 0.5,
      fieldF1: 0.666667,
      schemaCompliance: 0.5,
    })
    expect(baseline.dataset).toEqual({ file: 'test.jsonl', sha256: 'd'.repeat(64), examples: 3 })
  })

  test('knows no output of a run without its texts', () => {
    const cases = [caseOf('a', true, { completion: completion({ text: '[withheld]' }) })]
    const [entry] = baselineFromRun({ ...runOf(cases), texts: 'withheld' }).entries
    expect(entry).toMatchObject({ id: 'a', exact: true, answer: null })
  })

  test('is sorted by code unit: capitals first, no locale', () => {
    const ids = ['ä', 'b', 'B', 'a10', 'a2', 'Z']
    const baseline = baselineFromRun(runOf(ids.map((id) => caseOf(id, true))))
    expect(baseline.entries.map((entry) => entry.id)).toEqual(['B', 'Z', 'a10', 'a2', 'b', 'ä'])
  })

  test('the order of the cases, times and dates do not change the bytes', () => {
    const cases = casesOf(20, 12)
    const text = serializeBaseline(baselineFromRun(runOf(cases)))
    const slower = cases.map((item) => ({
      ...item,
      completion: item.completion && {
        ...item.completion,
        timings: { queueMs: 9, prefillMs: 9, firstTokenMs: 9, decodeMs: 9, totalMs: 9 },
      },
    }))
    expect(serializeBaseline(baselineFromRun(runOf(slower.reverse())))).toBe(text)
    expect(text.endsWith('}\n')).toBe(true)
    expect(text).not.toContain('\r')
    expect(text.split('\n')).toHaveLength(22)
  })

  test('carries the first baseline along', () => {
    const one = baselineFromRun(runOf(casesOf(10, 8)))
    const two = baselineFromRun(runOf(casesOf(10, 6)), one)
    const three = baselineFromRun(runOf(casesOf(10, 5)), two)
    expect(three.first).toEqual({ model: 'my-135m', exact: 8, scored: 10, datasetSha256: 'd'.repeat(64) })
    expect(three.totals.exact).toBe(5)
  })

  test('a duplicate id is an error, not a lost line', () => {
    expect(() => baselineFromRun(runOf([caseOf('a', true), caseOf('b', true), caseOf('a', false)]))).toThrow(
      expect.objectContaining({ code: 'BAD_REPORT', message: expect.stringContaining('"a"') }),
    )
  })
})
