// npm run docs:results [-- --out FOLDER]
//
// Makes the results pages (docs/results/README.md, its figures and tables, switches.md, platforms.md, ablations.md) from the slim
// reports in docs/results/reports, docs/results/platforms and docs/results/ablations, the records in docs/results/switches, the logs of
// trainings and the packaged dataset, with `edgejson report --paper`.
// The same inputs give the same bytes; what a page cannot show because an input is missing, it names.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { hasAblations, writeAblationsPage } from './results/ablations.mjs'
import { makePaper } from './results/paper.mjs'
import { hasPlatforms, writePlatformsPage } from './results/platforms.mjs'
import { RESULTS, readRuns } from './results/slim-report.mjs'
import { switchesPage } from './results/switches.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const NANO = 'fixtures/models/edgejson-nano'

/** What reports cannot know of their models, see docs/guide/paper.md; optional. */
const META = path.join(RESULTS, 'meta.json')
/** PNGs depend on the fonts of a machine; LaTeX and Markdown of single tables are a matter of `edgejson report`. */
const KEPT = new Set(['.svg', '.csv'])

const { values } = parseArgs({ options: { out: { type: 'string', default: RESULTS } } })
const runs = readRuns()
const switches = switchesPage()
const scratch = mkdtempSync(path.join(tmpdir(), 'edgejson-results-'))
try {
  writePaper(scratch)
  for (const folder of ['figures', 'tables']) {
    rmSync(path.join(values.out, folder), { recursive: true, force: true })
    cpSync(path.join(scratch, folder), path.join(values.out, folder), {
      recursive: true,
      filter: (file) => path.extname(file) === '' || KEPT.has(path.extname(file)),
    })
  }
  mkdirSync(values.out, { recursive: true })
  writeFileSync(
    path.join(values.out, 'README.md'),
    page(readFileSync(path.join(scratch, 'README.md'), 'utf8')),
  )
  if (switches !== null) writeFileSync(path.join(values.out, 'switches.md'), switches)
  writePlatformsPage(values.out)
  writeAblationsPage(values.out)
} finally {
  rmSync(scratch, { recursive: true })
}

/** The families of scripts/baselines/models.json and what META says, of the runs that are kept. */
function metaFile(folder) {
  const meta = existsSync(META) ? JSON.parse(readFileSync(META, 'utf8')) : {}
  const models = JSON.parse(readFileSync(path.join(ROOT, 'scripts/baselines/models.json'), 'utf8'))
  const kept = models.filter(({ name }) => runs.some(({ report }) => report === `${name}.json`))
  const families = kept.flatMap(({ name, family }) => (family === undefined ? [] : [[name, { family }]]))
  const entries = families.map(([name, own]) => [name, { ...own, ...meta[name] }])
  const file = path.join(folder, 'meta.json')
  writeFileSync(file, JSON.stringify({ ...meta, ...Object.fromEntries(entries) }))
  return file
}

/** Logs of trainings that are shown: docs/results/training/NAME.jsonl. */
function logs() {
  const folder = path.join(RESULTS, 'training')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .map((file) => path.join(folder, file))
}

function writePaper(out) {
  const reports = runs.map(({ report }) => path.join(RESULTS, 'reports', report))
  makePaper(out, reports, [
    ...['--published', '--model-config', NANO, '--tokenizer', `${NANO}/tokenizer.json`],
    ...['--dataset', 'fixtures/edgejson/train.jsonl', '--dataset', 'fixtures/edgejson/test.jsonl'],
    ...logs().flatMap((file) => ['--training-log', `${path.parse(file).name}=${file}`]),
    ...['--meta', metaFile(out)],
  ])
}

/** The paper's index as this page: other title, the command of each run, and no links to what is not kept. */
function page(index) {
  const commands = runs.map(({ report, command }) => {
    const { name, machine, createdAt } = JSON.parse(
      readFileSync(path.join(RESULTS, 'reports', report), 'utf8'),
    )
    const day = createdAt.slice(0, 10)
    return `| [${name}](reports/${report}) | \`${command}\` | ${machine.label} | ${day} |`
  })
  const seeAlso = [
    ...(switches === null ? [] : [' [Precisions and constraints](switches.md) of models, compared.']),
    ...(hasPlatforms() ? [' [Platforms](platforms.md): one model in several runtimes.'] : []),
    ...(hasAblations() ? [' [Ablations](ablations.md): one base model with other trainings.'] : []),
  ].join('')
  const made = [
    '## How the runs were made',
    '',
    'Each report holds all figures of its run, and no example (`scripts/results/slim-report.mjs`). Intervals are 95 %.',
    '',
    '| run | command | machine | date |',
    '| --- | --- | --- | --- |',
    ...commands,
    '',
    '## What the misses have in common',
    '',
    ...runs.flatMap(({ report, errors }) => [`**${path.parse(report).name}**: ${errors.join(' ')}`, '']),
    '',
  ].join('\n')
  return index
    .replace(
      '# Tables and figures\n',
      `# Results\n\nWritten by \`npm run docs:results\`; a test compares it with the reports.${seeAlso}\n`,
    )
    .replace('## Left out\n', `${made}## Left out\n`)
    .replaceAll(/^- ((?:Table|Figure) \d+): .*$/gm, (line, name) => line + elsewhere(name))
    .replaceAll(/^\[(?:tables|figures)\/.*$/gm, (links) =>
      links
        .split(', ')
        .filter((link) => KEPT.has(path.extname(link.slice(0, -1))))
        .join(', '),
    )
}

/** Where another page has what this one leaves out. */
function elsewhere(name) {
  if (hasPlatforms() && ['Table 5', 'Table 9', 'Figure 7'].includes(name))
    return ' [Platforms](platforms.md) has it.'
  if (hasAblations() && name === 'Table 7') return ' [Ablations](ablations.md) has it.'
  return ''
}
