// Counts answers that change with batch size, order or guessing, on a real model. All counts are to be 0.
//   node scripts/same-answers.mjs MODEL [EXAMPLES] [DTYPE]
import { readFileSync } from 'node:fs'
import { loadEngine } from 'vitest-edgejson/engines'

const [model, count = '40', dtype] = process.argv.slice(2)
if (model === undefined) {
  console.error('usage: node scripts/same-answers.mjs MODEL [EXAMPLES] [DTYPE]')
  process.exit(2)
}
const dataset = new URL('../fixtures/edgejson/test.jsonl', import.meta.url)
const requests = readFileSync(dataset, 'utf8')
  .trim()
  .split('\n')
  .slice(0, Number(count))
  .map((line) => JSON.parse(line))
  .map(({ id, prompt }) => ({
    id,
    prompt: {
      kind: 'text',
      text: `Extract the structured JSON data from the following text.\n\nInput: ${prompt}\n\nOutput:`,
    },
    maxNewTokens: 512,
    stop: 'json_complete',
    timeoutMs: 3_600_000,
  }))

async function answers(options, order = (list) => list) {
  const engine = await loadEngine({ model, ...(dtype === undefined ? {} : { dtype }), ...options })
  try {
    const started = performance.now()
    const asked = order([...requests])
    const completions = await engine.generate(asked)
    const seconds = (performance.now() - started) / 1000
    const texts = new Map(asked.map(({ id }, index) => [id, completions[index]]))
    const tokens = completions.reduce((sum, { tokensOut }) => sum + (tokensOut ?? 0), 0)
    return { engine: engine.model.engine, texts, tokens, seconds }
  } finally {
    await engine.close()
  }
}

const WAYS = [
  ['one at a time', { concurrency: 1, promptLookup: false }],
  ['one at a time, guessing', { concurrency: 1 }],
  ['8 at once', { concurrency: 8, promptLookup: false }],
  ['16 at once, guessing', { concurrency: 16 }],
  ['32 at once, guessing, last first', { concurrency: 32 }, (list) => list.reverse()],
]
let reference = null
for (const [name, options, order] of WAYS) {
  const run = await answers(options, order)
  reference ??= run
  const changed = [...run.texts].filter(([id, { text }]) => text !== reference.texts.get(id)?.text).length
  const speed = `${run.tokens} tokens in ${run.seconds.toFixed(1)} s, ${(run.tokens / run.seconds).toFixed(0)} tokens/s`
  console.log(`${run.engine}, ${name}: ${changed} of ${run.texts.size} answers changed; ${speed}`)
  if (changed > 0) process.exitCode = 1
}
