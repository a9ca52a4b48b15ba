// Reports of one model on several platforms, as docs/results/platforms keeps them, and the page that is made of them.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderMarkdown } from '../../dist.modules/reporters/paper/render/markdown.js'
import { viewRuns } from '../../dist.modules/reporters/paper/run-view.js'
import {
  agreementRows,
  platformAgreements,
} from '../../dist.modules/reporters/paper/tables/agreement-table.js'
import { captionOf, makePaper } from './paper.mjs'
import { RESULTS, slimReport } from './slim-report.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const FOLDER = path.join(RESULTS, 'platforms')
const RUNS = path.join(FOLDER, 'runs.json')
const AGREEMENTS = path.join(FOLDER, 'agreements.json')
/** The name of a dataset of `writeSample`. */
const SAMPLE = /^test-\d+-of-(\d+)$/
const readList = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [])
const writeList = (file, list) => writeFileSync(file, `${JSON.stringify(list, null, 1)}\n`)

/**
 * Adds or replaces the slim report of a run with its times; without times and memory where the machine was emulated. `busy`: the
 * machine did other work at the same time.
 */
export function keepPlatform(file, { run, command, busy }) {
  const full = JSON.parse(readFileSync(file, 'utf8'))
  const emulated = full.machine.emulatedOn !== undefined
  const { peakMemoryBytes, ...report } = slimReport(full, { withLatency: !emulated })
  if (!emulated && peakMemoryBytes !== undefined) report.peakMemoryBytes = peakMemoryBytes
  mkdirSync(path.join(FOLDER, 'reports'), { recursive: true })
  writeFileSync(path.join(FOLDER, 'reports', `${run}.json`), `${JSON.stringify(report, null, 1)}\n`)
  const order = readList(path.join(ROOT, 'scripts/platforms/runs.json')).map((each) => each.run)
  const runs = [...readList(RUNS).filter((each) => each.run !== run), { run, command, busy }]
  writeList(
    RUNS,
    runs.sort((a, b) => order.indexOf(a.run) - order.indexOf(b.run)),
  )
}

/** Keeps how far the outputs of whole reports agree; of models that are not among them what was kept before. */
export function keepAgreements(files) {
  const { agreements, refused } = platformAgreements(
    viewRuns(files.map((file) => JSON.parse(readFileSync(file, 'utf8')))),
  )
  for (const reason of refused) console.error(reason)
  const key = ({ model, reference, candidate }) => JSON.stringify([model, reference, candidate])
  const made = new Set(agreements.map(key))
  const kept = readList(AGREEMENTS).filter((each) => !made.has(key(each)))
  if (agreements.length === 0) return
  mkdirSync(FOLDER, { recursive: true })
  writeList(
    AGREEMENTS,
    [...kept, ...agreements].sort((a, b) => (key(a) < key(b) ? -1 : 1)),
  )
}

/** Whether runs are kept. */
export function hasPlatforms() {
  return readList(RUNS).length > 0
}

/** Writes platforms.md with its table and figure into a folder; nothing where no run is kept. */
export function writePlatformsPage(out) {
  const runs = readList(RUNS)
  if (runs.length === 0) return
  const scratch = mkdtempSync(path.join(tmpdir(), 'edgejson-platforms-'))
  try {
    const reports = runs.map(({ run }) => path.join(FOLDER, 'reports', `${run}.json`))
    makePaper(scratch, reports)
    mkdirSync(path.join(out, 'platforms'), { recursive: true })
    for (const [from, to] of [
      ['tables/table-5-latency.csv', 'platforms/table-5-platforms.csv'],
      ['figures/figure-7-latency.svg', 'platforms/figure-7-platforms.svg'],
    ])
      cpSync(path.join(scratch, from), path.join(out, to))
    const table = readFileSync(path.join(scratch, 'tables/table-5-latency.md'), 'utf8')
    writeFileSync(path.join(out, 'platforms.md'), page(runs, table, captionOf(scratch, 7)))
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function page(runs, table, caption) {
  const agreements = readList(AGREEMENTS)
  const busy = runs.filter((run) => run.busy).map(({ run }) => run)
  const rows = runs.map(({ run, command }) => {
    const { machine, createdAt, dataset } = JSON.parse(
      readFileSync(path.join(FOLDER, 'reports', `${run}.json`), 'utf8'),
    )
    const [, whole = null] = SAMPLE.exec(dataset.name) ?? []
    const examples = whole === null ? dataset.examples : `${dataset.examples} of ${whole}`
    return `| [${run}](platforms/reports/${run}.json) | \`${command}\` | ${examples} | ${machine.cpu}, ${machine.cores} cores | ${createdAt.slice(0, 10)} |`
  })
  return [
    '# Platforms',
    '',
    'One model in several runtimes. Written by `npm run docs:results` from the reports in `platforms/`; a test compares it with them. `npm run',
    'results:platforms` makes the runs. What the columns mean: [guide](../guide/paper.md), [runtimes](../guide/runtimes.md).',
    '',
    ...(busy.length === 0
      ? []
      : [
          `**The machine did other work during these runs, so their times, throughput and energy are worse than those of a quiet machine: ${busy.join(', ')}.** Texts, JSONExact and peak memory do not depend on it.`,
          '',
        ]),
    table,
    '[platforms/table-5-platforms.csv](platforms/table-5-platforms.csv)',
    '',
    '![Figure 7: Latency and cost by platform](platforms/figure-7-platforms.svg)',
    '',
    caption,
    '',
    ...(agreements.length === 0 ? [] : [renderMarkdown(agreementRows(agreements), 'Table 9')]),
    '## How the runs were made',
    '',
    'A run is of the whole packaged test split, or of a sample that its number of examples determines, stratified by complexity. Its report',
    'holds all figures and no example; the outputs were compared when the runs were made.',
    '',
    '| run | command | examples | processor | date |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
