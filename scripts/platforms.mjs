// npm run results:platforms -- [RUN …] [--tuned FOLDER] [--gguf FILE] [--arm64 FOLDER] [--examples N] [--probe PROBE] [--busy]
//
// Runs the models of scripts/platforms/runs.json (all of them, or the named ones) on the packaged test split, one after the
// other, each with a latency sample and, with --probe, its energy. Keeps a slim report of each in docs/results/platforms, compares
// the outputs of each model between its runs, and makes the pages (`npm run docs:results`). A run whose model is not given or
// whose package is not installed is skipped with the reason. --examples runs a sample of the split, the same N examples each time;
// some runs of the list have a sample of their own. --arm64 is the folder of the emulator (`npm run test:arm64 -- --help`); of an
// emulated run no time and no memory is kept. --busy marks the runs: the machine did other work at the same time.
// EDGEJSON_MACHINE names the machine. Exit code 2 when a run failed otherwise.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { emulatedPlace } from './arm64/folder.mjs'
import { EMULATED_TIMEOUT_MS, prepareEmulation } from './arm64/prepare.mjs'
import { ROOT, runModel, THIS_MACHINE } from './baselines/run-model.mjs'
import { writeSample } from './platforms/sample.mjs'
import { keepAgreements, keepPlatform } from './results/platforms.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tuned: { type: 'string' },
    gguf: { type: 'string' },
    arm64: { type: 'string' },
    examples: { type: 'string' },
    probe: { type: 'string' },
    busy: { type: 'boolean', default: false },
  },
})
const all = JSON.parse(readFileSync(path.join(ROOT, 'scripts/platforms/runs.json'), 'utf8'))
const unknown = positionals.filter((name) => !all.some(({ run }) => run === name))
if (unknown.length > 0) {
  console.error(`no run ${unknown.join(', ')}; there are ${all.map(({ run }) => run).join(', ')}`)
  process.exit(2)
}
if (values.examples !== undefined && !/^[1-9]\d{0,3}$/.test(values.examples)) {
  console.error(`--examples ${JSON.stringify(values.examples)} is not a whole number from 1 to 9999`)
  process.exit(2)
}
const machine =
  process.env.EDGEJSON_MACHINE || `${os.platform()}-${os.arch()}-${os.availableParallelism()}-cores`

let kept = 0
for (const each of all.filter(({ run }) => positionals.length === 0 || positionals.includes(run))) {
  const reason = execute(each)
  console.log(`${each.run}: ${reason === null ? 'kept' : `skipped: ${reason}`}`)
  if (reason === null) kept += 1
}
if (kept > 0) {
  keepAgreements(all.map(({ run, name }) => reportFile(run, name)).filter(existsSync))
  const { status } = spawnSync(process.execPath, ['scripts/results.mjs'], { cwd: ROOT, stdio: 'inherit' })
  process.exitCode = status ?? 2
}

function reportFile(run, name) {
  return path.join(ROOT, '.edgejson', 'platforms', run, name, 'report.json')
}

/** Null when it ran; otherwise why it could not. */
function execute({ run, name, model, given, examples: own, emulated = false, ...options }) {
  const wanted = emulated ? 'arm64' : given
  const source = wanted === undefined ? undefined : values[wanted]
  if (wanted !== undefined && source === undefined) return `no --${wanted}`
  const unready = emulated ? prepareEmulation(path.resolve(source)) : null
  if (unready !== null) return unready
  const place = emulated ? emulatedPlace(path.resolve(source)) : THIS_MACHINE
  const examples = values.examples === undefined ? own : Number(values.examples)
  const outputDir = path.join(ROOT, '.edgejson', 'platforms', run)
  rmSync(outputDir, { recursive: true, force: true })
  const { reason, failure, report } = runModel(
    {
      ...options,
      name,
      model: given === undefined ? model : path.resolve(source),
      ...(examples === undefined ? {} : { datasets: writeSample(examples, place.root) }),
      outputDir,
      baselineDir: outputDir,
      ...(emulated ? { timeout: EMULATED_TIMEOUT_MS } : { latency: { machine } }),
      ...(values.probe === undefined || emulated ? {} : { energy: { probe: values.probe } }),
    },
    { place, env: { EDGEJSON_MACHINE: emulated ? 'qemu-arm64' : machine } },
  )
  if (reason !== null) return reason
  if (failure !== null) {
    process.stderr.write(failure)
    process.exit(2)
  }
  const { coverage } = JSON.parse(readFileSync(report, 'utf8'))
  if (!coverage.complete) return `only a run of all its examples is kept: ${coverage.reason}`
  const command = ['npm run results:platforms --', run]
  if (wanted !== undefined) command.push(`--${wanted} ${wanted === 'gguf' ? 'FILE' : 'FOLDER'}`)
  if (values.examples !== undefined) command.push(`--examples ${examples}`)
  if (values.probe !== undefined && !emulated) command.push(`--probe ${JSON.stringify(values.probe)}`)
  if (values.busy && !emulated) command.push('--busy')
  keepPlatform(report, { run, command: command.join(' '), busy: values.busy && !emulated })
  return null
}
