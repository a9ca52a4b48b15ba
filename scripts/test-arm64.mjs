// Runs Vitest with the packaged model on arm64 under emulation and on this machine, and counts equal texts: `npm run test:arm64 -- --help`.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { cacheFolder } from '../dist.modules/plugin/core/cache-folder.js'
import { emulatedPlace, layout } from './arm64/folder.mjs'
import { EMULATED_TIMEOUT_MS, prepareEmulation } from './arm64/prepare.mjs'
import { runModel, THIS_MACHINE } from './baselines/run-model.mjs'
import { writeSample } from './platforms/sample.mjs'

const HELP = `npm run test:arm64 -- [options]

  --examples N     a sample of N examples of the packaged test split. Default 4
  --concurrency N  sequences at a time. Default 2
  --folder PATH    where the emulator, its libraries, Node and the dependencies for arm64 are kept (1.2 GB).
                   Default: EDGEJSON_ARM64, or arm64 in the cache folder of the package
  --offline        download nothing

The number of equal texts is reported, not judged. Exit codes: 0 both ran, 1 a run failed, 2 it could not start:
one line says what is missing.
`
const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '4' },
    concurrency: { type: 'string', default: '2' },
    folder: { type: 'string' },
    offline: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const end = (code, line) => {
  ;(code === 0 ? process.stdout : process.stderr).write(line)
  process.exit(code)
}
if (values.help) end(0, HELP)
for (const name of ['examples', 'concurrency'])
  if (!/^[1-9]\d{0,3}$/.test(values[name]))
    end(2, `test:arm64: --${name} ${JSON.stringify(values[name])} is not a whole number from 1 to 9999\n`)

const folder = path.resolve(
  values.folder || process.env.EDGEJSON_ARM64 || path.join(cacheFolder(undefined), 'arm64'),
)
const reason = prepareEmulation(folder, values)
if (reason !== null) end(2, `test:arm64: ${reason}\n`)

const emulated = emulatedPlace(folder)
/** Runs the sample in Vitest. */
function run(label, name, engine, place = THIS_MACHINE) {
  const { report: file, failure } = runModel(
    {
      name,
      outputDir: path.join('.edgejson', 'arm64'),
      datasets: writeSample(Number(values.examples), place.root),
      concurrency: Number(values.concurrency),
      timeout: EMULATED_TIMEOUT_MS,
      engine,
    },
    { place },
  )
  if (failure !== null) end(1, `test:arm64: ${label} failed:\n${failure.trim()}\n`)
  const report = JSON.parse(readFileSync(file, 'utf8'))
  const { machine, model, totals, coverage } = report
  if (!coverage.complete) end(1, `test:arm64: ${label}: ${coverage.reason}\n`)
  console.log(
    `${label}: ${model.engine} (onnxruntime ${model.engineVersion}), Node ${machine.node} ${machine.arch}, ` +
      `${totals.exact} of ${totals.examples} exact`,
  )
  return { report, folder: path.dirname(file) }
}

const texts = ({ cases }) => new Map(cases.map(({ id, completion }) => [id, completion?.text]))
function equalTexts(a, b) {
  const others = texts(b.report)
  return [...texts(a.report)].filter(([id, text]) => text !== undefined && text === others.get(id)).length
}

const qemu = execFileSync(layout(folder).qemu, ['--version'], { encoding: 'utf8' }).split(/[\n(]/)[0].trim()
const here = run('this machine', 'here', {})
const weightsAsInFile = run('this machine, dequantize: false', 'here-not-dequantized', { dequantize: false })
const arm64 = run(`arm64 emulated by ${qemu}`, 'arm64', {}, emulated)
const { machine, cases } = arm64.report
if (machine.arch !== 'arm64') end(1, `test:arm64: the emulated Node says ${machine.arch}, not arm64\n`)
console.log(
  `${equalTexts(arm64, here)} of ${cases.length} texts of arm64 equal those of this machine, ` +
    `${equalTexts(arm64, weightsAsInFile)} of ${cases.length} those with dequantize: false.\n` +
    `Report and JUnit of arm64: ${arm64.folder}. Its times say nothing about a board.`,
)
