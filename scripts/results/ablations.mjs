// Trainings compared, as docs/results/ablations keeps them (report and log of each), and the page that is made of them.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { captionOf, makePaper } from './paper.mjs'
import { RESULTS, readRuns } from './slim-report.mjs'

export const ABLATIONS = path.join(RESULTS, 'ablations')
/** What is kept of the paper, in the order of the page. */
const TABLES = ['table-7-training-size', 'table-2-hyperparameters', 'table-4-complexity', 'table-8-errors']
const FIGURE = 'figure-4-training'

/**
 * What the log of `python -m training.lora` says of its last training.
 *
 * @throws {Error} for a file that is not such a log
 */
export function readTraining(log) {
  const all = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line, index) => recordOf(line, `${log}:${index + 1}`))
  const from = all.findLastIndex(({ kind }) => kind === 'start')
  if (from < 0) throw new Error(`${log} has no record of kind start; it is written when a training begins`)
  const records = all.slice(from).filter(({ kind }) => kind !== 'note')
  const [start] = records
  const steps = records.filter(({ kind }) => kind === 'step')
  const validations = records.filter(({ kind }) => kind === 'validation')
  const { config } = records.findLast((record) => record.config !== undefined)
  return {
    base: start.base,
    epochs: config.epochs,
    rank: config.rank,
    limit: config.new_tokens,
    examples: start.lines,
    steps: start.steps,
    tokens: steps.at(-1)?.tokens ?? null,
    minutes: steps.length === 0 ? null : steps.at(-1).seconds / 60,
    validation: validations.at(-1) ?? null,
    ended: records.at(-1)?.kind === 'end',
  }
}

function recordOf(line, at) {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error(`${at}: not a record of a training: ${JSON.stringify(line.slice(0, 80))}`)
  }
}

/** Whether trainings are kept. */
export function hasAblations() {
  return readRuns(ABLATIONS).length > 0
}

/** Writes ablations.md with its tables and figure into a folder; nothing where no training is kept. */
export function writeAblationsPage(out) {
  const trainings = readRuns(ABLATIONS).map(({ report, command }) => {
    const { name, machine, createdAt } = JSON.parse(
      readFileSync(path.join(ABLATIONS, 'reports', report), 'utf8'),
    )
    const log = path.join(ABLATIONS, 'training', `${name}.jsonl`)
    const day = createdAt.slice(0, 10)
    return { name, report, command, machine: machine.label, day, log, ...readTraining(log) }
  })
  if (trainings.length === 0) return
  const scratch = mkdtempSync(path.join(tmpdir(), 'edgejson-ablations-'))
  try {
    writePaper(trainings, scratch)
    for (const folder of ['tables', 'figures'])
      rmSync(path.join(out, 'ablations', folder), { recursive: true, force: true })
    mkdirSync(path.join(out, 'ablations'), { recursive: true })
    for (const name of TABLES)
      cpSync(path.join(scratch, `tables/${name}.csv`), path.join(out, `ablations/tables/${name}.csv`))
    cpSync(path.join(scratch, `figures/${FIGURE}.svg`), path.join(out, `ablations/figures/${FIGURE}.svg`))
    writeFileSync(path.join(out, 'ablations.md'), page(trainings, scratch))
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function writePaper(trainings, scratch) {
  const meta = path.join(scratch, 'meta.json')
  const facts = trainings.map(({ name, base, examples, rank }) => [
    name,
    { family: base, trainExamples: examples, loraRank: rank },
  ])
  writeFileSync(meta, JSON.stringify(Object.fromEntries(facts)))
  const reports = trainings.map(({ report }) => path.join(ABLATIONS, 'reports', report))
  const logs = trainings.flatMap(({ name, log }) => ['--training-log', `${name}=${log}`])
  makePaper(scratch, reports, ['--published', '--meta', meta, ...logs])
}

function page(trainings, scratch) {
  const rows = trainings.map(
    ({ name, report, steps, tokens, minutes, validation, command, machine, day }) =>
      `| [${name}](ablations/reports/${report}) | [log](ablations/training/${name}.jsonl) | ${steps} | ${tokens.toLocaleString('en')} | ${minutes.toFixed(0)} | ${validation.loss.toFixed(4)} | ${(100 * validation.token_accuracy).toFixed(2)} | \`${command}\` | ${machine} | ${day} |`,
  )
  return [
    '# Ablations',
    '',
    'LoRA trainings of one base model with other recipes, numbers of examples and ranks. Written by `npm run docs:results` from the reports and',
    'logs in `ablations/`; a test compares it with them. The trainings: [training](../../training/README.md).',
    '',
    'The examples are the held-out validation lines of EdgeJSON’s official train split. No training sees them, but recipes were chosen by',
    'them. The completions are those at the end of each training: the merged model in PyTorch, greedy, in batches; in bfloat16 where the',
    'hardware multiplies it.',
    '',
    ...TABLES.map((name) => table(scratch, name)),
    `![Figure 4: Training curves](ablations/figures/${FIGURE}.svg)`,
    '',
    captionOf(scratch, 4),
    '',
    '## How the runs were made',
    '',
    'Loss in nats per completion token and token accuracy (%) on the validation lines, with teacher forcing, at the end.',
    '',
    '| training | log | steps | tokens | minutes of steps | loss | token accuracy | command | scored on | date |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

function table(scratch, name) {
  const text = readFileSync(path.join(scratch, `tables/${name}.md`), 'utf8').trimEnd()
  return `${text}\n\n[ablations/tables/${name}.csv](ablations/tables/${name}.csv)\n`
}
