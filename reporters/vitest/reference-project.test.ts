import { expect, test } from 'vitest'
import { baselineOf, collected } from '../test-support/benchmark.ts'
import { casesAgainst } from './reference-project.ts'

const reference = collected({ examples: 6, fate: (line) => (line > 4 ? 'wrong_value' : 'exact') })
const run = collected({
  examples: 6,
  fate: (line) => (line === 1 ? 'wrong_value' : 'exact'),
  change: ({ line, hash }) => (line === 6 && hash !== null ? { hash: { ...hash, prompt: 'another' } } : {}),
})
const baseline = baselineOf(reference)
const origin = { kind: 'project', project: 'fp32' } as const

test('the cases of a run have the results of the other project, as often as they are read', () => {
  const cases = casesAgainst(run, { baseline, origin })
  expect(cases).toHaveLength(6)
  for (const states of [[...cases], [...cases]].map((pass) => pass.map((each) => each.baseline)))
    expect(states).toEqual(['hit', 'hit', 'hit', 'hit', 'miss', 'new'])
  expect([...cases].map((each) => ({ ...each, baseline: null }))).toEqual(run.cases)
})

test('they stay as they are where there is nothing to compare with', () => {
  const fingerprint = { ...run.meta.fingerprint, maxNewTokens: 7 }
  expect(casesAgainst({ ...run, meta: { ...run.meta, fingerprint } }, { baseline, origin })).toBe(run.cases)
  expect(casesAgainst(run, { baseline: new Error('no reference'), origin })).toBe(run.cases)
  expect(casesAgainst(run, { baseline })).toBe(run.cases)
})
