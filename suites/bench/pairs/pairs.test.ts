import { expect, test } from 'vitest'
import { request } from '../../../plugin/engines/test-support/requests.ts'
import { ratioOf } from './measure-pair.ts'
import { pairsOf } from './pairs.ts'

const words = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length
const material = {
  requests: Array.from({ length: 40 }, (_, index) =>
    request({ id: `r${index}`, prompt: { kind: 'text', text: `own ${index} `.repeat(100) } }),
  ),
  constraintOf: () => ({ schema: null, whiteSpace: 'spaced' as const }),
  train: Array.from({ length: 20 }, (_, index) => `train ${index} `.repeat(30)),
  countTokens: words,
}

test('prompts of the prefix pair share a thousand tokens in a round, and nothing with the next round', () => {
  const pair = pairsOf(material, 10).find(({ name }) => name.startsWith('prefix'))
  const texts = [0, 1].map((round) =>
    (pair?.requests(round) ?? []).map(({ prompt }) => prompt.text.split('\n')),
  )
  for (const round of texts) {
    expect(round).toHaveLength(32)
    const shared = round[0]?.slice(0, -1).join('\n') ?? ''
    expect(words(shared)).toBe(1000)
    for (const lines of round) {
      expect(lines.slice(0, -1).join('\n')).toBe(shared)
      expect(words(lines.at(-1) ?? '')).toBeLessThanOrEqual(100)
    }
  }
  expect(texts[0]?.[0]?.[0]).not.toBe(texts[1]?.[0]?.[0])
})

test('the ratio is of the rounds, second over first, and has no interval with few of them', () => {
  const rounds = [2, 1, 4, 2, 3, 2].map((factor): [number, number] => [10, 10 * factor])
  expect(ratioOf({ rounds })).toMatchObject({ ratio: 2, interval: [1, 4] })
  expect(ratioOf({ rounds: rounds.slice(1) })).toBeNull()
})
