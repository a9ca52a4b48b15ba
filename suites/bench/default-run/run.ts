import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { times } from '../../../plugin/core/format.ts'
import { medianRatio } from '../../../plugin/stats/median-ratio.ts'
import { runOnce } from '../overhead/measure.ts'
import { commit, ROOT } from '../shared/provenance.ts'
import { turns } from '../shared/turns.ts'
import { wholeNumber } from '../shared/whole-number.ts'

const { values } = parseArgs({
  options: {
    other: { type: 'string' },
    rounds: { type: 'string', default: '6' },
    'limit-seconds': { type: 'string', default: '300' },
  },
})
if (values.other === undefined)
  throw new Error('--other is missing: the folder of another checkout, after npm ci && npm run build')
const rounds = wholeNumber('--rounds', values.rounds)
const limitSeconds = wholeNumber('--limit-seconds', values['limit-seconds'])
const checkouts = [
  { name: 'other', folder: path.resolve(values.other) },
  { name: 'this', folder: path.resolve(ROOT) },
] as const

/** Seconds of a default run, from the start of Vitest to its exit. */
async function secondsOf({ name, folder }: (typeof checkouts)[number]): Promise<number> {
  const vitest = path.join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const { seconds, missing } = await runOnce([vitest, 'run', '--project', 'edgejson'], folder, limitSeconds)
  if (missing !== null) throw new Error(`the run of ${name} (${folder}) did not end well: ${missing}`)
  return seconds
}

// The first round fills the caches of both, and does not count.
for (const checkout of checkouts) await secondsOf(checkout)
const measured: Record<string, number>[] = []
for (let round = 0; round < rounds; round++) {
  const seconds: Record<string, number> = {}
  for (const checkout of turns(checkouts, round)) seconds[checkout.name] = await secondsOf(checkout)
  measured.push(seconds)
  const { other = Number.NaN, this: own = Number.NaN } = seconds
  process.stdout.write(
    `round ${round + 1}: other ${other.toFixed(1)} s, this ${own.toFixed(1)} s, ${times(own / other)}\n`,
  )
  const file = {
    kind: 'default-run',
    version: 1,
    commit: commit(),
    other: commit(checkouts[0].folder),
    rounds: measured,
  }
  mkdirSync(path.join(ROOT, '.bench'), { recursive: true })
  writeFileSync(path.join(ROOT, '.bench', 'default-run.json'), `${JSON.stringify(file, null, 2)}\n`)
}
const ratio = medianRatio(measured.map(({ other = 0, this: own = 0 }) => own / other))
process.stdout.write(
  ratio === null
    ? 'fewer than six rounds have no median with an interval\n'
    : `this / other: median ${times(ratio.ratio)}, 95 % interval ${ratio.interval.map((each) => times(each)).join(' to ')}\n`,
)
