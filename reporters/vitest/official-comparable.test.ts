import { describe, expect, test } from 'vitest'
import { collected, report } from '../test-support/benchmark.ts'
import { officialComparable } from './official-comparable.ts'

const TEST = '39ce24e2c72e1864d759e53ad856a554bab724e808f9b9a957c6388c1875cd30'
const TRAIN = '2eb76b30cfbeffa3f622e798ea83476fa17fc28041ff6f37efc0a2c4b56b6114'
const plain = report(collected({ examples: 4 }))
const official = {
  ...plain,
  dataset: { ...plain.dataset, sha256: TEST },
  fingerprint: { ...plain.fingerprint, maxNewTokens: 512, stop: 'eos' as const },
}

describe('officialComparable', () => {
  test('a published split, the official prompt as is, 512 new tokens, no early stop, a completion for every example', () => {
    expect(officialComparable(official)).toEqual({ comparable: true, reasons: [] })
    const train = { ...official, dataset: { ...official.dataset, sha256: TRAIN } }
    expect(officialComparable(train).comparable).toBe(true)
    const completions = { ...official, model: { ...official.model, engine: 'openai-completions' } }
    expect(officialComparable(completions).comparable).toBe(true)
  })

  test('another dataset is not comparable, whatever else is official', () => {
    const own = { ...official, dataset: { ...official.dataset, sha256: 'f'.repeat(64) } }
    expect(officialComparable(own).reasons).toEqual(['dataset test, not an official split of EdgeJSON v3'])
  })

  test.each(['openai-chat', 'azure-responses', 'transformers.js chat'])(
    'nor is a prompt through %s',
    (engine) => {
      const { reasons } = officialComparable({ ...official, model: { ...official.model, engine } })
      expect(reasons).toEqual([`prompt through ${engine}, which applies a chat template`])
    },
  )

  test('whatever stands against it is named', () => {
    const { reasons, comparable } = officialComparable({
      ...official,
      fingerprint: { ...official.fingerprint, template: 'chat', maxNewTokens: 2048, stop: 'json_complete' },
      totals: { ...official.totals, failed: 1 },
      coverage: { planned: 9, ran: 4, complete: false, reason: 'filtered' },
    })
    expect(comparable).toBe(false)
    expect(reasons).toEqual([
      'template chat, not official',
      'token limit 2048, not 512',
      'stop criterion json_complete, not eos',
      '1 without a completion',
      'not all examples ran',
    ])
  })
})
