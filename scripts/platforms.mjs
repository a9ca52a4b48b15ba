// npm run results:platforms -- [RUN …] [--tuned FOLDER] [--gguf FILE] [--probe PROBE] [--busy]
//
// Runs the models of scripts/platforms/runs.json (all of them, or the named ones) on the packaged test split, one after the
// other, each with a latency sample and, with --probe, its energy. Keeps a slim report of each in docs/results/platforms, compares
// the outputs of each model between its runs, and makes the pages (`npm run docs:results`). A run whose model is not given or
// whose package is not installed is skipped with the reason. --busy marks the runs: the machine did other work at the same
// time. EDGEJSON_MACHINE names the machine. Exit code 2 when a run failed otherwise.

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { keepAgreements, keepPlatform } from './results/platforms.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** The plugin's exit code of an engine that cannot be started. */
const NOT_RUN = 2

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tuned: { type: 'string' },
    gguf: { type: 'string' },
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
function execute({ run, name, model, given, ...options }) {
  const source = given === undefined ? model : values[given]
  if (source === undefined) return `no --${given}`
  const outputDir = path.join('.edgejson', 'platforms', run)
  rmSync(path.join(ROOT, outputDir), { recursive: true, force: true })
  const settings = {
    ...options,
    name,
    model: given === undefined ? source : path.resolve(source),
    outputDir,
    baselineDir: outputDir,
    latency: { machine },
    ...(values.probe === undefined ? {} : { energy: { probe: values.probe } }),
  }
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, '--run', '--root', ROOT, '--config', 'scripts/baselines/vitest.config.ts', '--project', name],
    {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, BASELINE: JSON.stringify(settings), NO_COLOR: '1', EDGEJSON_MACHINE: machine },
    },
  )
  if (status === 0) {
    const { coverage } = JSON.parse(readFileSync(reportFile(run, name), 'utf8'))
    if (!coverage.complete) return `only a run of the whole split is kept: ${coverage.reason}`
    const place = given === undefined ? '' : ` --${given} ${given === 'gguf' ? 'FILE' : 'FOLDER'}`
    const probe = values.probe === undefined ? '' : ` --probe ${JSON.stringify(values.probe)}`
    const command = `npm run results:platforms -- ${run}${place}${probe}${values.busy ? ' --busy' : ''}`
    keepPlatform(reportFile(run, name), { run, command, busy: values.busy })
    return null
  }
  const said = /\[vitest-edgejson\] (.+)/.exec(`${stderr}\n${stdout}`)?.[1]
  if (status === NOT_RUN && said !== undefined) return said
  process.stderr.write(`${stdout}${stderr}`)
  process.exit(2)
}
