// Runs the built-in model on arm64 under emulation and on this machine, and counts equal texts: `npm run test:arm64 -- --help`.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { cacheFolder } from '../dist.modules/plugin/core/cache-folder.js'
import { layout, machineLacks, missingParts, root } from './arm64/folder.mjs'
import { copyPackage, prepare } from './arm64/prepare.mjs'
import { packagedRequests } from './packaged-requests.mjs'

const HELP = `npm run test:arm64 -- [options]

  --examples N     the first N examples of the packaged test split. Default 4
  --concurrency N  sequences at a time. Default 2
  --folder PATH    where the emulator, its libraries, Node and the dependencies for arm64 are kept (1.1 GB).
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
const lacks = machineLacks()
if (lacks !== null) end(2, `test:arm64: ${lacks}\n`)
const missing = missingParts(folder)
if (values.offline && missing.length > 0)
  end(2, `test:arm64: ${folder} lacks ${missing.join(', ')}: run it once without --offline\n`)
try {
  mkdirSync(folder, { recursive: true })
  prepare(folder)
  copyPackage(folder)
} catch (error) {
  end(2, `test:arm64: ${folder} could not be prepared: ${error.message.split('\n')[0]}\n`)
}

const at = layout(folder)
const scratch = mkdtempSync(path.join(tmpdir(), 'edgejson-arm64-'))
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }))
const requests = packagedRequests(Number(values.examples))
const requestFile = path.join(scratch, 'requests.json')
writeFileSync(requestFile, JSON.stringify(requests))

/** Completes the requests in a process of its own. `emulation` is put before the command. */
function complete(label, node, packageFolder, options = {}, emulation = []) {
  const output = path.join(scratch, 'completions.json')
  rmSync(output, { force: true })
  const settings = JSON.stringify({ concurrency: Number(values.concurrency), ...options })
  const script = path.join(root, 'scripts/arm64/complete.mjs')
  const [command, ...args] = [...emulation, node, script, packageFolder, requestFile, output, settings]
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) end(1, `test:arm64: ${label} ended with ${error?.message ?? `exit code ${status}`}\n`)
  const run = JSON.parse(readFileSync(output, 'utf8'))
  const failed = run.completions.find((completion) => completion.error)
  if (failed) end(1, `test:arm64: ${label}: ${failed.error.message}\n`)
  console.log(`${label}: ${run.engine}, Node ${run.node} ${run.arch}, ${run.seconds.toFixed(1)} s`)
  return run
}

const equalTexts = (a, b) =>
  a.completions.filter(({ text }, index) => text === b.completions[index].text).length

const qemu = execFileSync(at.qemu, ['--version'], { encoding: 'utf8' }).split(/[\n(]/)[0].trim()
const native = complete('this machine', process.execPath, root)
const weightsAsInFile = complete('this machine, dequantize: false', process.execPath, root, {
  dequantize: false,
})
const emulation = ['unshare', '-Urm', '--propagation', 'private', 'sh']
emulation.push(path.join(root, 'scripts/arm64/emulate.sh'), at.qemu, at.sysroot)
const copy = path.join(at.host, 'node_modules/vitest-edgejson')
const arm64 = complete(`arm64 emulated by ${qemu}`, at.node, copy, {}, emulation)
if (arm64.arch !== 'arm64') end(1, `test:arm64: the emulated Node says ${arm64.arch}, not arm64\n`)
console.log(
  `${equalTexts(arm64, native)} of ${requests.length} texts of arm64 equal those of this machine, ` +
    `${equalTexts(arm64, weightsAsInFile)} of ${requests.length} those with dequantize: false. ` +
    'The time of an emulated run says nothing about a board.',
)
