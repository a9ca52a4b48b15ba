// Compiles the types and runs the e2e suite against Vitest 5: installs the packed package with vitest@5 in .vitest5/
// and points both there. Needs Node 22.12 or later: `npm run test:vitest5` brings its own.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileConsumer } from '../suites/package/support/compile-consumer.ts'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const host = path.join(root, '.vitest5')
const npm = (args, cwd) =>
  execFileSync('npm', args, {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    // On Windows npm is a command file.
    shell: process.platform === 'win32',
  })

rmSync(host, { recursive: true, force: true })
mkdirSync(host, { recursive: true })
const [{ filename }] = JSON.parse(
  npm(['pack', '--json', '--pack-destination', host], root).replace(/^[^[]*/, ''),
)
writeFileSync(
  path.join(host, 'package.json'),
  JSON.stringify({
    name: 'vitest5-host',
    private: true,
    type: 'module',
    allowScripts: { 'onnxruntime-node': false },
  }),
)
// Leaves out the install script of onnxruntime-node with npm 10; with npm 11 package.json does.
process.env.ONNXRUNTIME_NODE_INSTALL = 'skip'
npm(['install', '--no-audit', '--no-fund', 'vitest@5', 'vite@8', `./${filename}`], host)

const { version } = JSON.parse(readFileSync(path.join(host, 'node_modules/vitest/package.json'), 'utf8'))
const complaints = Object.entries(compileConsumer(host)).filter(([, printed]) => printed !== '')
for (const [resolution, printed] of complaints)
  console.error(`types on vitest ${version}, ${resolution}:\n${printed}`)
if (complaints.length === 0) console.log(`types compile on vitest ${version} with skipLibCheck: false`)
console.log(`e2e suite on vitest ${version}, node ${process.version}`)
const { status } = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'e2e', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit', env: { ...process.env, EDGEJSON_E2E_HOST: host } },
)
process.exitCode = complaints.length > 0 ? 1 : (status ?? 1)
