import { describe, expect, test } from 'vitest'
import { caseOf } from '../gate/test-support/run.ts'
import { breakdown } from './breakdown.ts'

describe('breakdown', () => {
  test('complexity runs from simple to complex, then the others, then unknown', () => {
    const keys = ['extreme', null, 'complex', 'Äußerst', 'simple', 'medium', 'absurd']
    const cases = keys.map((complexity, index) => caseOf(String(index), true, { complexity }))
    expect(Object.keys(breakdown(cases, 'complexity'))).toEqual([
      'simple',
      'medium',
      'complex',
      'absurd',
      'extreme',
      'Äußerst',
      'unknown',
    ])
  })

  test('schema names of Object.prototype are keys like any other', () => {
    const names = ['__proto__', 'constructor', 'toString', '__proto__']
    const cases = names.map((schemaId, index) => caseOf(String(index), index === 0, { schemaId }))
    const slices = breakdown(cases, 'schema')
    expect(Object.keys(slices)).toEqual(['__proto__', 'constructor', 'toString'])
    expect(Object.entries(slices).map(([, figures]) => [figures.examples, figures.exact])).toEqual([
      [2, 1],
      [1, 0],
      [1, 0],
    ])
    expect(Object.getPrototypeOf(slices)).toBeNull()
    expect(Object.keys(JSON.parse(JSON.stringify(slices)))).toEqual(Object.keys(slices))
    expect({}).not.toHaveProperty('examples')
  })

  test('a source that is missing is counted, not dropped', () => {
    const slices = breakdown([caseOf('a', true), caseOf('b', false, { source: null })], 'source')
    expect(Object.keys(slices)).toEqual(['official', 'unknown'])
    expect(slices.unknown?.examples).toBe(1)
  })

  // Quadratic work on this many takes minutes: a change of order does not fit into the test's time.
  test('100,000 cases of 25 schemas', { timeout: 60_000 }, () => {
    const cases = Array.from({ length: 100_000 }, (_, index) =>
      caseOf(String(index), index % 3 === 0, { schemaId: `schema-${index % 25}` }),
    )
    const slices = Object.values(breakdown(cases, 'schema'))
    expect(slices.map(({ examples }) => examples)).toEqual(Array(25).fill(4000))
  })
})
