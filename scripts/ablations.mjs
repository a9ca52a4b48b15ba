// npm run results:ablations -- --official FILE NAME=FOLDER …
//
// The trainings of docs/results/ablations: scores what each LoRA training in FOLDER (python -m training.lora, ended) completed of the
// held-out validation lines of EdgeJSON's official train split (--official), as a replay. Keeps a slim report and the training's log
// under NAME, and makes the pages (`npm run docs:results`). Exit code 2 for a folder without an ended training, or a run that failed.

import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT, runModel } from './baselines/run-model.mjs'
import { ABLATIONS, readTraining } from './results/ablations.mjs'
import { keepReport } from './results/slim-report.mjs'

const SCRATCH = path.join('.edgejson', 'ablations')

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { official: { type: 'string' } },
})
if (values.official === undefined || positionals.length === 0)
  refuse('give --official FILE (EdgeJSON v3’s train split) and NAME=FOLDER of at least one training')
const trainings = positionals.map(choose)
const datasets = writeValidationLines(values.official)
for (const each of trainings) {
  execute(each)
  console.log(`${each.name}: kept`)
}
const { status } = spawnSync(process.execPath, ['scripts/results.mjs'], { cwd: ROOT, stdio: 'inherit' })
process.exitCode = status ?? 2

function refuse(reason) {
  console.error(reason)
  process.exit(2)
}

function choose(argument) {
  const [, name, folder] = /^([\w.-]+)=(.+)$/.exec(argument) ?? []
  if (name === undefined) refuse(`${JSON.stringify(argument)} is not NAME=FOLDER`)
  const log = path.join(folder, 'log.jsonl')
  if (!existsSync(log))
    refuse(`${log} is missing; give the folder of a training (python -m training.lora --out)`)
  const { epochs, ended, limit } = training(log)
  const answers = path.resolve(folder, 'answers', `epoch-${epochs}.jsonl`)
  if (!ended || !existsSync(answers))
    refuse(`the training in ${folder} has not ended; the same command resumes it`)
  return { name, log, answers, limit }
}

function training(log) {
  try {
    return readTraining(log)
  } catch (error) {
    return refuse(error.message)
  }
}

/** The held-out lines as a dataset of their own; its path from the root. */
function writeValidationLines(official) {
  if (!existsSync(official)) refuse(`${official} is missing (--official)`)
  const ids = new Set(
    readFileSync(path.join(ROOT, 'training/validation-ids.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  )
  const lines = readFileSync(official, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && ids.has(JSON.parse(line).id))
  if (lines.length !== ids.size)
    refuse(
      `${official} has ${lines.length} of the ${ids.size} validation lines; give EdgeJSON v3’s train split`,
    )
  const file = path.join(SCRATCH, 'validation.jsonl')
  mkdirSync(path.join(ROOT, SCRATCH), { recursive: true })
  writeFileSync(path.join(ROOT, file), `${lines.join('\n')}\n`)
  return file
}

function execute({ name, log, answers, limit }) {
  const outputDir = path.join(SCRATCH, name)
  rmSync(path.join(ROOT, outputDir), { recursive: true, force: true })
  const { reason, failure, report } = runModel({
    name,
    model: `replay:${answers}`,
    datasets,
    maxNewTokens: limit,
    stop: 'eos',
    outputDir,
  })
  if (failure !== null) refuse(reason ?? failure)
  keepReport(report, {
    command: `npm run results:ablations -- --official FILE ${name}=FOLDER`,
    withLatency: false,
    folder: ABLATIONS,
  })
  mkdirSync(path.join(ABLATIONS, 'training'), { recursive: true })
  copyFileSync(log, path.join(ABLATIONS, 'training', `${name}.jsonl`))
}
