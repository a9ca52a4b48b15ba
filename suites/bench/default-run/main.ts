import { mkdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { times } from '../../../plugin/core/format.ts'
import { medianRatio } from '../../../plugin/stats/median-ratio.ts'
import { runOnce } from '../overhead/measure.ts'
import { type Section, sectionText, writeSection } from '../shared/docs-section.ts'
import { markdownTable } from '../shared/markdown-table.ts'
import { commit, cpuName, loadText, minuteText, ROOT } from '../shared/provenance.ts'
import { runBench } from '../shared/run-bench.ts'
import { turns } from '../shared/turns.ts'
import { wholeNumber } from '../shared/whole-number.ts'

const HELP = `npm run bench:default-run -- --other FOLDER [options]

The default run (packaged model, packaged test split) of this checkout and of another one, in turns.

  --other FOLDER     the other checkout, after npm ci && npm run build
  --rounds N         rounds that count; at least six for an interval. Default 6
  --limit SECONDS    a run that takes longer ends the bench with an error. Default 300
  --docs             write the figures into docs/explanation/benchmarks.md too
`
const SECTION: Section = {
  begin: '<!-- default run: written by `npm run bench:default-run -- --docs`, not by hand -->',
  end: '<!-- end of default run -->',
}

interface Options {
  readonly other: string
  readonly rounds: number
  readonly limitSeconds: number
  readonly docs: boolean
  readonly help: boolean
}

interface Checkout {
  readonly name: 'other' | 'this'
  readonly folder: string
}

/** Seconds of wall-clock time, from the start of Vitest to its exit. */
type Round = Readonly<Record<Checkout['name'], number>>

/** Runs the bench; returns the exit code. */
export function main(args: readonly string[]): Promise<number> {
  return runBench({ name: 'bench:default-run', help: HELP, read, run }, args)
}

function read(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      other: { type: 'string' },
      rounds: { type: 'string', default: '6' },
      limit: { type: 'string', default: '300' },
      docs: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.other === undefined && !values.help)
    throw new Error('--other is missing: the folder of another checkout, after npm ci && npm run build')
  return {
    other: path.resolve(values.other ?? ''),
    rounds: wholeNumber('--rounds', values.rounds),
    limitSeconds: wholeNumber('--limit', values.limit),
    docs: values.docs,
    help: values.help,
  }
}

async function run({ other, rounds, limitSeconds, docs }: Options): Promise<void> {
  const checkouts: readonly Checkout[] = [
    { name: 'other', folder: other },
    { name: 'this', folder: path.resolve(ROOT) },
  ]
  const head =
    `${rounds} rounds, the other checkout at commit ${commit(other) ?? 'unknown'}, this one at ${commit() ?? 'unknown'}; ` +
    `${os.cpus().length} CPUs, ${cpuName()}, Node.js ${process.version}; ` +
    `${minuteText()}, ${loadText()}.`
  // The first round fills the caches of both, and does not count.
  for (const checkout of checkouts) await secondsOf(checkout, limitSeconds)
  const measured: Round[] = []
  for (let round = 0; round < rounds; round++) {
    const seconds = { other: 0, this: 0 }
    for (const checkout of turns(checkouts, round))
      seconds[checkout.name] = await secondsOf(checkout, limitSeconds)
    measured.push(seconds)
    process.stdout.write(
      `round ${round + 1}: other ${seconds.other.toFixed(1)} s, this ${seconds.this.toFixed(1)} s, ${times(seconds.this / seconds.other)}\n`,
    )
    mkdirSync(path.join(ROOT, '.bench'), { recursive: true })
    writeFileSync(
      path.join(ROOT, '.bench', 'default-run.json'),
      `${JSON.stringify({ kind: 'default-run', version: 2, head, rounds: measured }, null, 2)}\n`,
    )
  }
  const command = `npm run bench:default-run -- --other FOLDER --rounds ${rounds}`
  const text = sectionText(command, head, table(measured))
  process.stdout.write(`\n${text}\n`)
  if (docs) writeSection(SECTION, text)
}

async function secondsOf({ name, folder }: Checkout, limitSeconds: number): Promise<number> {
  const vitest = path.join(folder, 'node_modules', 'vitest', 'vitest.mjs')
  const { seconds, missing } = await runOnce([vitest, 'run', '--project', 'edgejson'], folder, limitSeconds)
  if (missing !== null) throw new Error(`the run of ${name} (${folder}) did not end well: ${missing}`)
  return seconds
}

function table(rounds: readonly Round[]): string {
  const ratios = rounds.map((round) => round.this / round.other)
  const ratio = medianRatio(ratios)
  return markdownTable(
    ['round', 'other s', 'this s', 'this / other'],
    [
      ...rounds.map((round, index) => [
        `${index + 1}`,
        round.other.toFixed(1),
        round.this.toFixed(1),
        (round.this / round.other).toFixed(3),
      ]),
      [
        ratio === null ? 'fewer than six rounds have no interval' : 'median, 95 % interval',
        '',
        '',
        ratio === null
          ? '–'
          : `${ratio.ratio.toFixed(3)} (${ratio.interval.map((bound) => bound.toFixed(3)).join(' to ')})`,
      ],
    ],
  )
}
