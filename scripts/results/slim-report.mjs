// Reports as docs/results keeps them: every figure, but no example.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { analyse } from '../../dist.modules/reporters/analysis/index.js'

export const RESULTS = fileURLToPath(new URL('../../docs/results', import.meta.url))
const MODELS = fileURLToPath(new URL('../baselines/models.json', import.meta.url))

/**
 * A report without its cases: no prompt, expected value or completion is left, and what compares runs example by example
 * cannot be made of it. Of the path of a local model or recording the last part is left. Without latency, the times are not measured.
 */
export function slimReport(report, { withLatency }) {
  const latency = withLatency ? report.latency : notMeasured(report.latency)
  const [, scheme = '', place] = /^(replay:)?(.*)$/s.exec(report.model.specifier)
  const specifier = /^(\/|[A-Za-z]:[\\/]|\.\.)/.test(place) ? path.basename(place) : place
  const model = { ...report.model, specifier: scheme + specifier }
  return { ...report, model, durationMs: withLatency ? report.durationMs : null, latency, cases: [] }
}

function notMeasured(latency) {
  const nothing = Object.keys(latency).map((key) => [key, null])
  return { ...Object.fromEntries(nothing), measured: 'none', concurrency: latency.concurrency }
}

/**
 * Adds or replaces the slim report of a run, and the command that made it, in docs/results. The runs are in the order of
 * scripts/baselines/models.json, other runs after them.
 */
export function keepReport(file, { command, withLatency, folder = RESULTS }) {
  const full = JSON.parse(readFileSync(file, 'utf8'))
  const report = slimReport(full, { withLatency })
  const name = `${report.name}.json`
  mkdirSync(path.join(folder, 'reports'), { recursive: true })
  writeFileSync(path.join(folder, 'reports', name), `${JSON.stringify(report, null, 1)}\n`)
  const runs = readRuns(folder).filter((run) => run.report !== name)
  const models = JSON.parse(readFileSync(MODELS, 'utf8'))
  const place = (run) => {
    const index = models.findIndex((model) => `${model.name}.json` === run.report)
    return index < 0 ? models.length : index
  }
  writeRuns(
    folder,
    [...runs, { report: name, command, errors: analyse(full).sentences }].sort((a, b) => place(a) - place(b)),
  )
}

/** The kept reports, in order, with the command of each and what its examples say of its misses (`errors`). */
export function readRuns(folder = RESULTS) {
  const file = path.join(folder, 'runs.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
}

function writeRuns(folder, runs) {
  writeFileSync(path.join(folder, 'runs.json'), `${JSON.stringify(runs, null, 2)}\n`)
}
