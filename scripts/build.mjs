// Compiles the TypeScript sources to dist/. Runs by itself after `npm ci` (the "prepare" script).
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const require = createRequire(import.meta.url)
const compiler = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')

rmSync(path.join(root, 'dist'), { recursive: true, force: true })
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
})
// The script and style of the HTML report are no TypeScript: they go into the page as they are.
const page = path.join('reporters', 'render', 'html', 'client')
mkdirSync(path.join(root, 'dist', page), { recursive: true })
for (const file of readdirSync(path.join(root, page))) {
  if (/\.(?:js|css)$/.test(file))
    copyFileSync(path.join(root, page, file), path.join(root, 'dist', page, file))
}
const command = path.join(root, 'dist', 'cli', 'main.js')
if (existsSync(command)) chmodSync(command, 0o755)
process.exitCode = status ?? 1
