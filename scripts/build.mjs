// Compiles the TypeScript sources to dist/. Runs by itself after `npm ci` (the "prepare" script).
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const require = createRequire(import.meta.url)
const compiler = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')

// Built in another folder and then swapped, so that a process that runs the package meanwhile finds it complete. An output that a failed
// build left out never replaces one that works.
const built = path.join(root, `dist.${process.pid}`)
const before = `${built}.before`
try {
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', built], {
    cwd: root,
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
  if (status === 0) {
    // The script and style of the HTML report are no TypeScript: they go into the page as they are.
    const page = path.join('reporters', 'render', 'html', 'client')
    mkdirSync(path.join(built, page), { recursive: true })
    for (const file of readdirSync(path.join(root, page))) {
      if (/\.(?:js|css)$/.test(file)) copyFileSync(path.join(root, page, file), path.join(built, page, file))
    }
    chmodSync(path.join(built, 'cli', 'main.js'), 0o755)
    removeUnreachedDeclarations(built)
    const dist = path.join(root, 'dist')
    if (existsSync(dist)) renameSync(dist, before)
    renameSync(built, dist)
  }
} finally {
  rmSync(built, { recursive: true, force: true })
  rmSync(before, { recursive: true, force: true })
}

/** Removes the type declarations that no public entry of the package leads to: four of five. */
function removeUnreachedDeclarations(folder) {
  const { exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  const entries = Object.values(exports).flatMap(({ types }) => types ?? [])
  const reached = new Set(entries.map((file) => path.join(folder, path.relative('dist', file))))
  for (const file of reached) {
    const imports = readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport\(?)\s*['"](\.[^'"]+)\.[jt]s['"]/g)
    for (const [, target] of imports) reached.add(path.join(path.dirname(file), `${target}.d.ts`))
  }
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = path.join(folder, name)
    if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(file)
  }
}
