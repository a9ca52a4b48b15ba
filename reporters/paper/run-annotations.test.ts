import { expect, test } from 'vitest'
import { parseRunAnnotations, refuseUnknownRuns } from './run-annotations.ts'

test('reads what is known of each run', () => {
  const meta = parseRunAnnotations(
    JSON.parse('{"q4": {"trainExamples": 530, "family": "SmolLM2"}, "__proto__": {"loraRank": 8}}'),
    'm.json',
  )
  expect([...meta.keys()]).toEqual(['q4', '__proto__'])
  expect(meta.get('q4')).toMatchObject({ trainExamples: 530, family: 'SmolLM2' })
  expect(meta.get('__proto__')?.loraRank).toBe(8)
})

test.each([
  [[], 'm.json must be a JSON object'],
  [{ q4: 629 }, 'field "q4" of m.json is 629; it must be an object'],
  [{ q4: { rank: 8 } }, 'there is no field "q4".rank of m.json. The fields of "q4" are: trainExamples'],
  [
    { q4: { loraRank: 'eight' } },
    'field "q4".loraRank of m.json is "eight"; it must be a whole number of at least 0',
  ],
])('refuses %j', (value, message) => {
  expect(() => parseRunAnnotations(value, 'm.json')).toThrow(message)
})

test('a name without a run is a typing error', () => {
  const meta = parseRunAnnotations({ q5: {} }, 'm.json')
  expect(() => refuseUnknownRuns(meta, ['q4', 'fp32'], 'm.json')).toThrow(
    'm.json names "q5", which is no run; the runs are "q4", "fp32".',
  )
  expect(() => refuseUnknownRuns(meta, ['q5'], 'm.json')).not.toThrow()
})
