import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Run, runOnce } from '../overhead/measure.ts'
import { commit, ROOT } from '../shared/provenance.ts'
import { wholeNumber } from '../shared/whole-number.ts'
import { copyShard } from './copy-shard.ts'
import { writeLines } from './write-lines.ts'

const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '1000000' },
    shards: { type: 'string', default: '10' },
    run: { type: 'string' },
    'limit-seconds': { type: 'string', default: '3600' },
  },
})
const examples = wholeNumber('--examples', values.examples)
const shards = wholeNumber('--shards', values.shards)
const measured = values.run === undefined ? shards : wholeNumber('--run', values.run)
const limitSeconds = wholeNumber('--limit-seconds', values['limit-seconds'])
const work = path.join(ROOT, '.bench')
const project = path.join(work, `shards-${examples}`)
const output = path.join(project, '.edgejson')
const vitest = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')

rmSync(project, { recursive: true, force: true })
// Vitest gives parts to shards in an order of its own, which a small dataset of the same name shows.
await writeLines(project, shards, shards)
const parts: string[] = []
for (let shard = 1; shard <= measured; shard++) {
  await runShard(shard, '1')
  const [name = ''] = readdirSync(output).filter((file) => file.startsWith('cases.shard-'))
  parts.push(name.split('-')[1] ?? '')
  rmSync(output, { recursive: true })
}
await writeLines(project, examples, shards)
const steps: (Run & { readonly step: string })[] = []
for (let shard = 1; shard <= measured; shard++)
  save(`shard ${shard}`, await runShard(shard, parts[shard - 1] ?? ''))
const [ran = ''] = readdirSync(output).filter((name) => name.startsWith('cases.shard-'))
for (let index = 1; index <= shards; index++)
  if (!parts.includes(String(index))) copyShard(path.join(output, ran), index)
const files = readdirSync(output)
  .filter((name) => name.startsWith('cases.shard-'))
  .map((name) => path.join(output, name))
const command = path.join(ROOT, 'dist', 'cli', 'main.js')
const report = path.join(output, 'report.json')
const commands: Readonly<Record<string, readonly string[]>> = {
  'merge that becomes the baseline': ['merge', ...files],
  'merge with that baseline': ['merge', ...files],
  'report of the merge': ['report', report],
  'show an example of it': ['show', 'e0000001', report],
  'compare it with itself': ['compare', report, report],
}
for (const [step, args] of Object.entries(commands))
  save(step, await runOnce([command, ...args], project, limitSeconds))
rmSync(project, { recursive: true, force: true })

function runShard(shard: number, part: string): Promise<Run> {
  process.env.EDGEJSON_MODEL = `replay:answers/${part}/answers.jsonl`
  const args = ['run', '--project', 'edgejson', `--shard=${shard}/${shards}`, '--reporter=dot']
  return runOnce([vitest, ...args], project, limitSeconds)
}

/** Saves what was measured so far: a bench that is cut off keeps what it has. */
function save(step: string, run: Run): void {
  steps.push({ step, ...run })
  const [cpu] = os.cpus()
  const file = {
    kind: 'shards',
    version: 2,
    commit: commit(),
    node: process.version,
    cpu: cpu?.model.trim() ?? 'unknown',
    examples,
    shards,
    measuredShards: measured,
    steps,
  }
  mkdirSync(work, { recursive: true })
  writeFileSync(path.join(work, 'shards.json'), `${JSON.stringify(file, null, 2)}\n`)
  const memory = run.peakMiB === null ? 'not measured' : `${Math.round(run.peakMiB)} MiB`
  const cpuTime = run.cpuSeconds === null ? 'not measured' : `${run.cpuSeconds.toFixed(1)} s`
  process.stdout.write(`${step}: ${run.missing ?? 'done'}, CPU time ${cpuTime}, peak memory ${memory}\n`)
}
