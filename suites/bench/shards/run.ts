import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Run, runOnce } from '../overhead/measure.ts'
import { writeProject } from '../overhead/write-project.ts'
import { commit, ROOT } from '../shared/provenance.ts'
import { wholeNumber } from '../shared/whole-number.ts'

const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '100000' },
    shards: { type: 'string', default: '10' },
    'limit-seconds': { type: 'string', default: '900' },
  },
})
const examples = wholeNumber('--examples', values.examples)
const shards = wholeNumber('--shards', values.shards)
const limitSeconds = wholeNumber('--limit-seconds', values['limit-seconds'])
const work = path.join(ROOT, '.bench')
const project = path.join(work, `shards-${examples}`)
const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')

mkdirSync(work, { recursive: true })
await writeProject(project, examples, [])
const steps: (Run & { readonly step: string })[] = []
for (let shard = 1; shard <= shards; shard++) {
  const blob = `--outputFile.blob=blobs/${shard}.json`
  await measure(`shard ${shard}`, [`--shard=${shard}/${shards}`, '--reporter=blob', blob])
}
await measure('merge', ['--merge-reports=blobs', '--reporter=default'])
rmSync(project, { recursive: true, force: true })

/** Runs Vitest once, and saves what was measured so far: a bench that is cut off keeps what it has. */
async function measure(step: string, args: readonly string[]): Promise<void> {
  const run = await runOnce([vitest, 'run', '--project', 'edgejson', ...args], project, limitSeconds)
  steps.push({ step, ...run })
  const [cpu] = os.cpus()
  const file = {
    kind: 'shards',
    version: 1,
    commit: commit(),
    node: process.version,
    cpu: cpu?.model.trim() ?? 'unknown',
    examples,
    shards,
    steps,
  }
  writeFileSync(path.join(work, 'shards.json'), `${JSON.stringify(file, null, 2)}\n`)
  const memory = run.peakMiB === null ? 'not measured' : `${Math.round(run.peakMiB)} MiB`
  process.stdout.write(`${step}: ${run.missing ?? `${run.seconds.toFixed(1)} s`}, peak memory ${memory}\n`)
}
