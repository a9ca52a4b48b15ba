import { loadEngine } from 'vitest-edgejson/engines'
import { describeEngine } from '../../plugin/engines/test-support/engine-contract.ts'
import { requestsFor } from '../../plugin/engines/test-support/requests.ts'
import { weights } from './weights.ts'

const model = weights()
const WORDS = ['One: {"a": 1}\nTwo: {"a": 2}\nThree:', 'x: [1]\nx: [2]\nx:', '{"n": 4}\n{"n": 5}\n']

// One engine says what the weights answer; the contract wants the same of every other one.
const first = await loadEngine({ model, threads: 1 })
const completions = await first.generate(requestsFor(WORDS, { maxNewTokens: 400, timeoutMs: 60_000 }))
await first.close()

describeEngine('a GGUF file', {
  // One thread: threads that wait for each other lose most of their time on a busy machine.
  load: () => loadEngine({ model, threads: 1 }),
  answers: Object.fromEntries(WORDS.map((word, at) => [word, completions[at]?.text ?? ''])),
  capabilities: ['token counts', 'time to first token', 'batch-invariant', 'abort within a step'],
  slow: '1 2 3 4 5 6 7 8 9 10 11 12',
})
