import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { headingAnchors, linkTargets } from './support/markdown-links.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8')
const { scripts }: { scripts: Record<string, string> } = JSON.parse(read('package.json'))

const filesIn = (folder: string): string[] =>
  readdirSync(path.join(ROOT, folder)).map((file) => `${folder}/${file}`)

/** Pages that are not in the npm package; links.test.ts looks at those that are. */
const PAGES = [
  'AGENTS.md',
  'CHANGELOG.md',
  'CODE_OF_CONDUCT.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'examples/README.md',
  ...filesIn('examples')
    .map((folder) => `${folder}/README.md`)
    .filter((page) => existsSync(path.join(ROOT, page))),
]

describe.each(PAGES)('%s', (page) => {
  const text = read(page)
  const folder = path.posix.dirname(page)

  test('its links resolve', () => {
    const broken = linkTargets(text).filter((target) => {
      if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return false
      const [file = '', anchor = ''] = target.split('#')
      const linked = file === '' ? page : path.posix.join(folder, file)
      if (!existsSync(path.join(ROOT, linked))) return true
      return anchor !== '' && !headingAnchors(read(linked)).has(anchor)
    })
    expect(broken).toEqual([])
  })

  test('the files and scripts that it names exist', () => {
    const paths = [...text.matchAll(/(?<![\w./-])(?:plugin|reporters|cli|suites|scripts)\/[\w./-]*\w/g)]
    expect(paths.map(([file]) => file).filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([])
    const runs = page.startsWith('examples/') ? [] : [...text.matchAll(/npm run ([\w:]+)/g)]
    expect(runs.map(([, name = '']) => name).filter((name) => scripts[name] === undefined)).toEqual([])
  })
})

describe.each(filesIn('.github/ISSUE_TEMPLATE'))('%s', (file) => {
  const form: Record<string, unknown> & { body?: Field[] } = parse(read(file))

  test('is an issue form that GitHub can show', () => {
    if (path.basename(file) === 'config.yml') {
      expect(Object.keys(form).sort()).toEqual(['blank_issues_enabled', 'contact_links'])
      return
    }
    expect(form).toMatchObject({ name: expect.any(String), description: expect.any(String) })
    const fields = (form.body ?? []).filter(({ type }) => type !== 'markdown')
    expect(fields.length).toBeGreaterThan(1)
    for (const { type, attributes } of fields) {
      expect(['textarea', 'input', 'dropdown', 'checkboxes']).toContain(type)
      expect(attributes.label).toMatch(/\S/)
    }
    const ids = fields.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

interface Field {
  readonly type: string
  readonly id?: string
  readonly attributes: { readonly label?: string }
}

test.each(filesIn('.github/workflows'))('%s runs scripts that exist', (file) => {
  const { jobs }: { jobs: Record<string, { steps: { run?: string }[] }> } = parse(read(file))
  const runs = Object.values(jobs).flatMap(({ steps }) => steps.map(({ run = '' }) => run))
  const named = runs.flatMap((run) => [...run.matchAll(/npm (?:run )?(test(?::\w+)?|\w+:\w+)/g)])
  expect(named.map(([, name = '']) => name).filter((name) => scripts[name] === undefined)).toEqual([])
  const files = runs.flatMap((run) => [...run.matchAll(/\bnode (scripts\/\S+)/g)])
  expect(
    files.map(([, script = '']) => script).filter((script) => !existsSync(path.join(ROOT, script))),
  ).toEqual([])
})
