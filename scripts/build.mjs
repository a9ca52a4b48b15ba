// Compiles the TypeScript sources and bundles them to dist/. Runs by itself after `npm ci` (the "prepare" script).
// dist/ is the package: a process that starts opens a few dozen files in it, not a thousand. dist.modules/ has the same code as one
// file a module, for scripts and benches of this repository that look inside; it is not published.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundle } from './build/bundle.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const require = createRequire(import.meta.url)
const compiler = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

// Built in other folders and then swapped, so that a process that runs the package meanwhile finds it complete. An output that a
// failed build left out never replaces one that works.
const modules = path.join(root, `dist.${process.pid}.modules`)
const built = path.join(root, `dist.${process.pid}`)
try {
  // Types are not checked here, which would take four times as long: `npm run typecheck` does, and `npm test` runs both.
  const { status } = spawnSync(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', modules],
    { cwd: root, stdio: 'inherit' },
  )
  process.exitCode = status ?? 1
  if (status === 0) {
    await bundle(modules, built, manifest)
    // The script and style of the HTML report are no TypeScript: they go into the page as they are.
    const page = path.join('reporters', 'render', 'html', 'client')
    cpSync(path.join(root, page), path.join(built, page), {
      recursive: true,
      filter: (file) => !path.extname(file) || /\.(?:js|css)$/.test(file),
    })
    chmodSync(path.join(built, 'cli', 'main.js'), 0o755)
    copyReachedDeclarations()
    swap(modules, path.join(root, 'dist.modules'))
    swap(built, path.join(root, 'dist'))
  }
} finally {
  for (const folder of [modules, built]) rmSync(folder, { recursive: true, force: true })
}

function swap(folder, target) {
  const before = `${folder}.before`
  if (existsSync(target)) renameSync(target, before)
  renameSync(folder, target)
  rmSync(before, { recursive: true, force: true })
}

/** Copies the type declarations that a public entry of the package leads to: one of five. */
function copyReachedDeclarations() {
  const entries = Object.values(manifest.exports).flatMap(({ types }) => types ?? [])
  const reached = new Set(entries.map((file) => path.relative('dist', file)))
  for (const file of reached) {
    const text = readFileSync(path.join(modules, file), 'utf8')
    const imports = text.matchAll(/(?:\bfrom|\bimport\(?)\s*['"](\.[^'"]+)\.[jt]s['"]/g)
    for (const [, target] of imports) reached.add(path.join(path.dirname(file), `${target}.d.ts`))
    mkdirSync(path.dirname(path.join(built, file)), { recursive: true })
    cpSync(path.join(modules, file), path.join(built, file))
  }
}
