// Completes the requests of a JSON file with the built-in model of the package next to which it is started:
//   node complete.mjs PACKAGE REQUESTS OUTPUT ENGINE-OPTIONS
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const [packageFolder, requests, output, options] = process.argv.slice(2)
const { exports } = JSON.parse(readFileSync(path.join(packageFolder, 'package.json'), 'utf8'))
const { loadEngine } = await import(
  pathToFileURL(path.join(packageFolder, exports['./engines'].default)).href
)
const engine = await loadEngine({ model: 'builtin', ...JSON.parse(options) })
try {
  const started = performance.now()
  const completions = await engine.generate(JSON.parse(readFileSync(requests, 'utf8')))
  const seconds = (performance.now() - started) / 1000
  const { engine: name, engineVersion } = engine.model
  writeFileSync(
    output,
    JSON.stringify({
      engine: `${name} (onnxruntime ${engineVersion})`,
      arch: process.arch,
      node: process.version,
      seconds,
      completions,
    }),
  )
} finally {
  await engine.close()
}
