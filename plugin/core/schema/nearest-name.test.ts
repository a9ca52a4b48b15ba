import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance, nearestName } from './nearest-name.ts'

const WORD = fc.string({ maxLength: 12 })

describe('editDistance', () => {
  test.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['modle', 'model', 1],
    ['flaw', 'lawn', 2],
  ])('%j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance)
  })

  test('is symmetric, zero for equal words only, and bounded by the longer word', () => {
    fc.assert(
      fc.property(WORD, WORD, (a, b) => {
        const distance = editDistance(a, b)
        expect(distance).toBe(editDistance(b, a))
        expect(distance === 0).toBe(a === b)
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length))
      }),
    )
  })

  test('one edit is a distance of 1', () => {
    fc.assert(
      fc.property(WORD, fc.nat(), fc.constantFrom('x', 'y'), (word, place, letter) => {
        const at = place % (word.length + 1)
        expect(editDistance(word, `${word.slice(0, at)}${letter}${word.slice(at)}`)).toBe(1)
      }),
    )
  })
})

describe('nearestName', () => {
  const KNOWN = ['jsonExact', 'fieldF1', 'schemaCompliance', 'complexity', 'schema', 'source', 'p50', 'p90']

  test.each([
    ['jsonexact', 'jsonExact'],
    ['fieldf1', 'fieldF1'],
    ['schemaComplience', 'schemaCompliance'],
    ['byComplexity', 'complexity'],
    ['bySchema', 'schema'],
    ['p99', 'p90'],
    ['shcema', 'schema'],
  ])('%s stands for %s', (name, nearest) => {
    expect(nearestName(name, KNOWN)).toBe(nearest)
  })

  test.each(['temperature', '', 'x', 'zzzzzz', 'constructor'])('nothing is near %j', (name) => {
    expect(nearestName(name, KNOWN)).toBeNull()
  })

  test('a name of endless length is not compared', () => {
    expect(nearestName('jsonExact'.repeat(100_000), KNOWN)).toBeNull()
  })
})
