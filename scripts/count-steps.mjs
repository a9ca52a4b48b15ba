// Counts the work of the batching engine on the packaged test split: figures that a busy machine does not change.
//   node scripts/count-steps.mjs --help
import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { openModel } from '../dist.modules/plugin/engines/onnx/loading/open-model.js'
import { packagedRequests } from './packaged-requests.mjs'

const HELP = `node scripts/count-steps.mjs [options] MODEL

  --examples N     the first N examples of the packaged test split, in a shuffled order. Default 158
  --tokens N       at most so many tokens a completion. Default 2048
  --sequences N    concurrent sequences. Default 32
  --threads N      intra-op threads. Default 1: then CPU time contains no waiting
  --constrain      constrained by each example's schema. Default: free
`
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    examples: { type: 'string', default: '158' },
    tokens: { type: 'string', default: '2048' },
    sequences: { type: 'string', default: '32' },
    threads: { type: 'string', default: '1' },
    constrain: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const [folder] = positionals
if (values.help || folder === undefined) {
  ;(values.help ? process.stdout : process.stderr).write(HELP)
  process.exit(values.help ? 0 : 2)
}

const count = { prefillSteps: 0, prefillTokens: 0, steps: 0, tokens: 0, blockColumns: 0, needed: 0 }
const cpu = { prefill: 0, steps: 0 }
const seconds = (use) => (use.user + use.system) / 1e6
const { InferenceSession } = createRequire(import.meta.url)('onnxruntime-node')
const create = InferenceSession.create.bind(InferenceSession)
InferenceSession.create = async (...given) => {
  const session = await create(...given)
  const run = session.run.bind(session)
  session.run = async (feeds, ...rest) => {
    const before = process.cpuUsage()
    const results = await run(feeds, ...rest)
    const used = seconds(process.cpuUsage(before))
    const tokens = feeds.input_ids.dims[1]
    if (feeds['edgejson/logit_rows'].dims[0] === 1) {
      count.prefillSteps++
      count.prefillTokens += tokens
      cpu.prefill += used
    } else {
      count.steps++
      count.tokens += tokens
      cpu.steps += used
      countColumns(feeds)
    }
    return results
  }
  return session
}

/** Query positions that attention computes for the blocks of the pool, and those that are not padding. */
function countColumns(feeds) {
  const [, heads, longest] = feeds['edgejson/query_rows'].dims
  // The first block is of zeros and belongs to no sequence.
  const owners = feeds['edgejson/owners'].data.subarray(1)
  const tokensOf = new Map()
  const rows = feeds['edgejson/result_rows'].data
  for (let at = 0; at < rows.length; at += heads) {
    const sequence = Math.floor(rows[at] / (heads * longest))
    tokensOf.set(sequence, (tokensOf.get(sequence) ?? 0) + 1)
  }
  count.blockColumns += owners.length * longest
  for (const owner of owners) count.needed += tokensOf.get(owner) ?? 0
}

const all = packagedRequests(Number(values.examples), {
  maxNewTokens: Number(values.tokens),
  constrained: values.constrain,
})
// A fixed order that is not the file's, in which similar examples are next to one another.
const requests = all
  .map((request, index) => ({ request: { ...request, stop: 'eos' }, at: (index * 67) % all.length }))
  .sort((a, b) => a.at - b.at)
  .map(({ request }) => request)
const model = await openModel(
  { folder, weights: null, id: folder, specifier: folder },
  {
    concurrency: Number(values.sequences),
    threads: Number(values.threads),
    ...(values.constrain ? { constrain: 'schema' } : {}),
  },
)
const before = process.cpuUsage()
const results = await Promise.all(
  requests.map((request) => model.complete(request, new AbortController().signal)),
)
const total = seconds(process.cpuUsage(before))
await model.close()
const sum = (of) => results.reduce((all, result) => all + (of(result) ?? 0), 0)
console.log(
  JSON.stringify({
    engine: model.info.engine,
    completions: results.length,
    outputTokens: sum(({ tokensOut }) => tokensOut),
    drafted: sum(({ speculation }) => speculation?.drafted),
    accepted: sum(({ speculation }) => speculation?.accepted),
    ...count,
    cpuSeconds: {
      total: +total.toFixed(1),
      prefill: +cpu.prefill.toFixed(1),
      steps: +cpu.steps.toFixed(1),
    },
    // Equal before and after a change that must not change completions.
    textsSha256: createHash('sha256')
      .update(JSON.stringify(results.map(({ text }) => text)))
      .digest('hex')
      .slice(0, 16),
  }),
)
