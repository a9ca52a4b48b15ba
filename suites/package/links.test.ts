import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { headingAnchors, linkTargets } from './support/markdown-links.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const output = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  cwd: ROOT,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'ignore'],
  shell: process.platform === 'win32',
  maxBuffer: 64 * 1024 * 1024,
})
const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(output.slice(output.indexOf('[')))
const packed: ReadonlySet<string> = new Set(files.map((file) => file.path))
const pages = [...packed].filter((file) => file.endsWith('.md'))
const read = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8')

/** A link of a page, as a path in the package with its anchor; null for an absolute URL. */
function resolved(page: string, target: string): { file: string; anchor: string } | null {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return null
  const [file = '', anchor = ''] = target.split('#')
  return { file: file === '' ? page : path.posix.join(path.posix.dirname(page), decodeURI(file)), anchor }
}

test.each(pages)('every link of %s resolves inside the package', (page) => {
  const broken = linkTargets(read(page)).filter((target) => {
    const link = resolved(page, target)
    if (link === null) return false
    if (!packed.has(link.file)) return true
    return link.anchor !== '' && !headingAnchors(read(link.file)).has(link.anchor)
  })
  expect(broken).toEqual([])
})

const FOLDERS = ['.', '.github', 'docs', 'examples', 'fixtures', 'suites', 'training']
const others = FOLDERS.flatMap((folder) => {
  if (!existsSync(path.join(ROOT, folder))) return []
  const names = readdirSync(path.join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' })
  return names.map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
}).filter((file) => file.endsWith('.md') && !packed.has(file) && !file.includes('node_modules/'))

test.each(others)('every link of %s leads to a file of the repository', (page) => {
  const broken = linkTargets(read(page)).filter((target) => {
    const link = resolved(page, target)
    if (link === null) return false
    if (!existsSync(path.join(ROOT, link.file))) return true
    return link.anchor !== '' && !headingAnchors(read(link.file)).has(link.anchor)
  })
  expect(broken).toEqual([])
})

test('every packed declaration is reached from a public entry', () => {
  const declarations = [...packed].filter((file) => file.endsWith('.d.ts'))
  expect(declarations).toContain('dist/plugin/scoring/index.d.ts')
  expect(declarations.filter((file) => file.startsWith('dist/cli/'))).toEqual([])
})

test('every packed file of docs/ is reached from the README', () => {
  const reached = new Set(['README.md'])
  for (const page of reached) {
    if (!page.endsWith('.md')) continue
    for (const target of linkTargets(read(page))) {
      const link = resolved(page, target)
      if (link !== null && packed.has(link.file)) reached.add(link.file)
    }
  }
  expect([...packed].filter((file) => file.startsWith('docs/') && !reached.has(file))).toEqual([])
})

test('what only the development needs is not packed', () => {
  const development =
    /\.test\.|test-support|^docs\/(?:training|bench)\/.*\.(?:json|py)$|^fixtures\/(?:junit|parity)\//
  expect([...packed].filter((file) => development.test(file))).toEqual([])
})
