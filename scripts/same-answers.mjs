// Counts completions that change with concurrency, order or draft tokens, on a real model. All counts are to be 0.
//   node scripts/same-answers.mjs --help
import { parseArgs } from 'node:util'
import { loadEngine } from 'vitest-edgejson/engines'
import { packagedRequests } from './packaged-requests.mjs'

const HELP = `node scripts/same-answers.mjs [options] MODEL

  --examples N     the first N examples of the packaged test split. Default 40
  --dtype NAME     which weights of the model
  --constrain      constrained by each example's schema. Default: free
  --tokens N       at most so many tokens a completion. Default 512
  --only NAME      ways whose name contains it, compared with the first of them; repeatable. Default: all

The exit code is 1 when a completion changes.
`
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    examples: { type: 'string', default: '40' },
    dtype: { type: 'string' },
    constrain: { type: 'boolean', default: false },
    tokens: { type: 'string', default: '512' },
    only: { type: 'string', multiple: true, default: [''] },
    help: { type: 'boolean', default: false },
  },
})
const [model] = positionals
if (values.help || model === undefined) {
  ;(values.help ? process.stdout : process.stderr).write(HELP)
  process.exit(values.help ? 0 : 2)
}

const requests = packagedRequests(Number(values.examples), {
  maxNewTokens: Number(values.tokens),
  constrained: values.constrain,
})

async function completionsOf(options, order = (list) => list) {
  const engine = await loadEngine({
    model,
    ...(values.dtype === undefined ? {} : { dtype: values.dtype }),
    ...(values.constrain ? { constrain: 'schema' } : {}),
    ...options,
  })
  try {
    const started = performance.now()
    const ordered = order([...requests])
    const completions = await engine.generate(ordered)
    const seconds = (performance.now() - started) / 1000
    const texts = new Map(ordered.map(({ id }, index) => [id, completions[index]]))
    const tokens = completions.reduce((sum, { tokensOut }) => sum + (tokensOut ?? 0), 0)
    return { engine: engine.model.engine, texts, tokens, seconds }
  } finally {
    await engine.close()
  }
}

const WAYS = [
  ['1 sequence, no draft tokens', { concurrency: 1, promptLookup: false }],
  ['1 sequence', { concurrency: 1 }],
  ['8 sequences, no draft tokens', { concurrency: 8, promptLookup: false }],
  ['16 sequences', { concurrency: 16 }],
  ['32 sequences, last first', { concurrency: 32 }, (list) => list.reverse()],
].filter(([name]) => values.only.some((word) => name.includes(word)))
let reference = null
for (const [name, options, order] of WAYS) {
  const run = await completionsOf(options, order)
  reference ??= run
  const changed = [...run.texts].filter(([id, { text }]) => text !== reference.texts.get(id)?.text).length
  const speed = `${run.tokens} tokens in ${run.seconds.toFixed(1)} s, ${(run.tokens / run.seconds).toFixed(0)} tokens/s`
  console.log(`${run.engine}, ${name}: ${changed} of ${run.texts.size} completions changed; ${speed}`)
  if (changed > 0) process.exitCode = 1
}
