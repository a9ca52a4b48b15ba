// Writes docs/reference/api.md from the sources of the public entries and their docstrings: `npm run docs:api`.
// With --check it writes nothing: it lists docstrings that are missing, and says whether the page is up to date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findFaults } from './api-reference/find-faults.mjs'
import { readEntries } from './api-reference/read-entries.mjs'
import { renderPage } from './api-reference/render-page.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const file = path.join(root, 'docs/reference/api.md')

const entries = readEntries(root)
const page = renderPage(entries)
if (process.argv.includes('--check')) {
  const faults = findFaults(entries)
  const committed = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (committed !== page) faults.push('docs/reference/api.md is not up to date: run npm run docs:api')
  for (const fault of faults) console.log(fault)
  process.exitCode = faults.length === 0 ? 0 : 1
} else {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, page)
}
