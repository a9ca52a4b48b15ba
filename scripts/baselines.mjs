// npm run baselines -- [NAME | NAME=FOLDER …] [--no-latency]
//
// Runs the models of scripts/baselines/models.json (all of them, or the named ones, from a folder where one is given) on
// the packaged test split, one after the other, and keeps a slim report of each in docs/results/reports. A model that
// cannot be loaded is skipped with the reason, and so is one without a hub id for which no folder (or GGUF file) is given.
// `npm run docs:results` then makes the page. --no-latency is for a machine that does other work too: the times are then left out
// as not measured. Exit code 2 when a run failed otherwise.

import { readFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT, runModel } from './baselines/run-model.mjs'
import { keepReport } from './results/slim-report.mjs'

const models = JSON.parse(readFileSync(path.join(ROOT, 'scripts/baselines/models.json'), 'utf8'))
const given = process.argv.slice(2)
const withLatency = !given.includes('--no-latency')
const chosen = given.filter((argument) => argument !== '--no-latency').map(choose)

for (const choice of chosen.length > 0 ? chosen : models.map((model) => ({ model, folder: null }))) {
  const reason = run(choice)
  console.log(`${choice.model.name}: ${reason === null ? 'kept' : `skipped: ${reason}`}`)
}

function choose(argument) {
  const at = argument.indexOf('=')
  const name = at < 0 ? argument : argument.slice(0, at)
  const model = models.find((each) => each.name === name)
  if (model !== undefined) return { model, folder: at < 0 ? null : argument.slice(at + 1) }
  console.error(
    `no baseline ${JSON.stringify(name)}; there are ${models.map((each) => each.name).join(', ')}`,
  )
  process.exit(2)
}

/** Null when it ran; otherwise why it could not. */
function run({ model: { name, model, template, dtype, constrain, maxNewTokens }, folder }) {
  if (folder === null && model === undefined) return `it is not on the hub: give its place, ${name}=FOLDER`
  const outputDir = path.join('.edgejson', 'baselines', name)
  const options = {
    name,
    model: folder ?? model,
    ...(template === undefined ? {} : { template }),
    engine: { ...(dtype === undefined ? {} : { dtype }), ...(constrain === undefined ? {} : { constrain }) },
    ...(maxNewTokens === undefined ? {} : { maxNewTokens }),
    outputDir,
  }
  const { reason, failure, report } = runModel(options)
  if (reason !== null) return reason
  if (failure === null) {
    const place = folder === null ? '' : '=FOLDER'
    const command = `npm run baselines -- ${name}${place}${withLatency ? '' : ' --no-latency'}`
    keepReport(report, { command, withLatency })
    return null
  }
  process.stderr.write(failure)
  process.exit(2)
}
