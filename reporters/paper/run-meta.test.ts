import { expect, test } from 'vitest'
import { readRunMeta, refuseUnknownRuns } from './run-meta.ts'

test('reads what is known of each run', () => {
  const meta = readRunMeta(
    JSON.parse('{"q4": {"trainExamples": 530, "family": "SmolLM2"}, "__proto__": {"loraRank": 8}}'),
    'm.json',
  )
  expect([...meta.keys()]).toEqual(['q4', '__proto__'])
  expect(meta.get('q4')).toMatchObject({ trainExamples: 530, family: 'SmolLM2', loraRank: undefined })
  expect(meta.get('__proto__')?.loraRank).toBe(8)
})

test.each([
  [[], 'm.json must be a JSON object'],
  [{ q4: 629 }, 'm.json: "q4" must be an object'],
  [
    { q4: { rank: 8 } },
    'm.json: "q4" has "rank"; there are "trainExamples", "loraRank", "family", "parameters"',
  ],
  [{ q4: { loraRank: 'eight' } }, 'm.json: "q4".loraRank must be a whole number, 0 or more, found "eight"'],
])('refuses %j', (value, message) => {
  expect(() => readRunMeta(value, 'm.json')).toThrow(message)
})

test('a name that is no run is a slip of the pen', () => {
  const meta = readRunMeta({ q5: {} }, 'm.json')
  expect(() => refuseUnknownRuns(meta, ['q4', 'fp32'], 'm.json')).toThrow(
    'm.json names "q5", which is no run; the runs are "q4", "fp32".',
  )
  expect(() => refuseUnknownRuns(meta, ['q5'], 'm.json')).not.toThrow()
})
