import { describe, expect, test } from 'vitest'
import type { Example } from '../records/example.ts'
import { checkSlices, trackedNames } from './check-slices.ts'

const example = (complexity: string | null, schemaId: string | null, source: string | null): Example => ({
  id: 'a',
  line: 1,
  prompt: 'p',
  expected: {},
  critical: false,
  complexity,
  schemaId,
  source,
})
const EXAMPLES = [example('simple', 'invoice', 'official'), example('complex', null, 'note')]

describe('slices of thresholds', () => {
  test('those of the datasets are accepted, and `unknown` where an example has none', () => {
    checkSlices({}, EXAMPLES)
    checkSlices(
      {
        complexity: { simple: { jsonExact: 1 }, complex: {} },
        schema: { invoice: {}, unknown: {} },
        source: { note: {} },
      },
      EXAMPLES,
    )
  })

  test.each([
    [
      { complexity: { complx: {} } },
      /thresholds\.complexity names "complx".* Did you mean "complex"\? .*have: "complex", "simple"\./,
    ],
    [{ complexity: { unknown: {} } }, /names "unknown", but no example has this complexity/],
    [{ schema: { Invoice: {} } }, /Did you mean "invoice"\?/],
    [{ schema: { toString: {} } }, /names "toString"/],
    [
      { source: { official: {}, table: {} } },
      /thresholds\.source names "table", but no example has this source\. The/,
    ],
    [{ schema: { simple: {} } }, /thresholds\.schema names "simple"/],
  ])('%j is refused', (thresholds, message) => {
    expect(() => checkSlices(thresholds, EXAMPLES)).toThrow(message)
  })

  test('slices of gate.tracked are checked alike', () => {
    checkSlices(trackedNames({ complexity: ['simple'] }), EXAMPLES, 'gate.tracked')
    expect(() => checkSlices(trackedNames({ source: ['notes'] }), EXAMPLES, 'gate.tracked')).toThrow(
      /option gate\.tracked\.source names "notes".* Did you mean "note"\?/,
    )
    expect(() =>
      checkSlices(trackedNames({ slices: { language: ['de'] } }), EXAMPLES, 'gate.tracked'),
    ).toThrow(/gate\.tracked\.slices\.language names "de"/)
  })
})
