import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import {
  commandOptions,
  DOC_PAGES,
  ROOT,
  type Snippet,
  snippetsOf,
  vitestOptions,
} from './support/doc-pages.ts'

// The API reference is generated from the declarations, which the compiler has accepted.
const snippets = DOC_PAGES.filter((page) => page !== 'docs/reference/api.md').flatMap(snippetsOf)
const of = (...languages: string[]): Snippet[] =>
  snippets.filter(({ language }) => languages.includes(language))
const place = ({ page, line }: Snippet): string => `${page}:${line}`

mkdirSync(path.join(ROOT, '.e2e'), { recursive: true })
const folder = mkdtempSync(path.join(ROOT, '.e2e', 'snippets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Modules of the reader that snippets import. */
const READERS_MODULES: Readonly<Record<string, string>> = {
  'extract.ts': 'export async function extract(text: string): Promise<string> {\n  return text\n}\n',
  'my-model.ts':
    'export async function runMyModel(prompt: string, _: { maxNewTokens: number; signal: AbortSignal }) {\n' +
    '  return { text: prompt, cut: false, tokens: 1 }\n}\n',
}

test('code blocks name a language that is checked here, or text', () => {
  const known = ['ts', 'js', 'json', 'jsonl', 'yaml', 'sh', 'text']
  expect(snippets.filter(({ language }) => !known.includes(language)).map(place)).toEqual([])
})

test('TypeScript is accepted against the built package', () => {
  for (const [file, text] of Object.entries(READERS_MODULES)) writeFileSync(path.join(folder, file), text)
  const files = new Map<string, Snippet>()
  for (const snippet of of('ts', 'js')) {
    const name = `${snippet.page.replace(/\W/g, '-')}-${snippet.line}.${snippet.language}`
    files.set(name, snippet)
    // A call of the plugin alone stands for the configuration around it.
    const bare = /\bedgejson\(/.test(snippet.code) && !snippet.code.includes('import edgejson')
    const before = bare ? "import edgejson from 'vitest-edgejson';" : 'export {};'
    writeFileSync(path.join(folder, name), `${before} ${snippet.code}`)
  }
  const config = path.join(folder, 'tsconfig.json')
  const compilerOptions = {
    target: 'ES2023',
    lib: ['ES2023', 'DOM'],
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    allowJs: true,
    skipLibCheck: true,
    noEmit: true,
  }
  writeFileSync(config, JSON.stringify({ compilerOptions, include: ['*'] }))
  const require = createRequire(import.meta.url)
  const compiler = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc')
  const { stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', config], { encoding: 'utf8' })
  const printed = (stdout + stderr).replace(
    /^.*?([\w-]+\.(?:ts|js))\((\d+),/gm,
    (all, name: string, line: string) => {
      const snippet = files.get(name)
      return snippet === undefined ? all : `${snippet.page}:${snippet.line + Number(line)} (`
    },
  )
  expect(printed).toBe('')
  expect(files.size).toBeGreaterThan(20)
}, 60_000)

/** `{…}` in a line stands for an object that is not shown. */
const shown = (text: string): string => text.replaceAll('{…}', '{}')

test.each(of('json', 'jsonl', 'yaml').map((each) => [place(each), each] as const))(
  '%s parses',
  (_, snippet) => {
    const { language, code } = snippet
    if (language === 'yaml') parseYaml(code)
    else if (language === 'json') JSON.parse(shown(code))
    else for (const line of code.trim().split('\n')) JSON.parse(shown(line))
  },
)

const [options, vitest] = await Promise.all([commandOptions(), vitestOptions()])
const scripts = Object.keys(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).scripts)

/** Commands of a shell snippet, each as its words, without comments, variables in front and redirections. */
function commandsOf(code: string): string[][] {
  return code
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.split(/ (?:&&|\|\||\||>>?|--) /))
    .map((command) => command.trim().match(/'[^']*'|"[^"]*"|[^\s'"]+(?:'[^']*'|"[^"]*")?/g) ?? [])
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter((words) => words.length > 0)
}

/** The name of an option as Vitest reads it: `--outputFile.blob=FILE` → `outputFile`. */
function optionOf(arg: string): string {
  const [name = ''] = arg.replace(/^--?(?:no-)?/, '').split(/[=.]/)
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

const unquoted = (word: string): string => word.replace(/^(['"])(.*)\1$/s, '$2')

/** What is wrong with a command; null where nothing is. */
function problemOf(words: readonly string[]): string | null {
  const [program = '', first = '', ...rest] = words.map(unquoted)
  const files = rest.filter((word) => /^(?:plugin|reporters|cli|suites|scripts)\/.*\.\w+$/.test(word))
  const missing = files.find((file) => !existsSync(path.join(ROOT, file)))
  if (missing !== undefined) return `there is no ${missing}`
  if (program === 'npx' && first === 'edgejson') {
    const [command = '', ...args] = rest
    const known = options.get(command)
    if (known === undefined) return `there is no command ${command}`
    const unknown = args.find((arg) => /^-{1,2}[a-z]/.test(arg) && !known.has(arg.split('=')[0] ?? ''))
    return unknown === undefined ? null : `edgejson ${command} has no ${unknown}`
  }
  if (program === 'npx' && first === 'vitest') {
    const unknown = rest.find((arg) => arg.startsWith('-') && !vitest.has(optionOf(arg)))
    return unknown === undefined ? null : `vitest has no ${unknown}`
  }
  if (program === 'npm' && first === 'run') {
    const [script = ''] = rest
    return scripts.includes(script) ? null : `there is no script ${script}`
  }
  if (program === 'node') return existsSync(path.join(ROOT, first)) ? null : `there is no ${first}`
  return null
}

test.each(of('sh').map((each) => [place(each), each] as const))(
  'commands and flags of %s exist',
  (_, snippet) => {
    const problems = commandsOf(snippet.code).flatMap((words) => problemOf(words) ?? [])
    expect(problems).toEqual([])
  },
)

test('examples that snippets name are in the packaged test split', () => {
  const dataset = readFileSync(path.join(ROOT, 'fixtures/edgejson/test.jsonl'), 'utf8')
  const named = of('sh').flatMap(({ code }) => code.match(/\bedgejson_\w+_\d{3}\b/g) ?? [])
  expect(named.length).toBeGreaterThan(0)
  expect(
    named.filter((id) => !dataset.includes(`"id": "${id}"`) && !dataset.includes(`"id":"${id}"`)),
  ).toEqual([])
})

test('a command, a flag, a script or a file that does not exist is found', () => {
  const wrong = [
    'npx edgejson compair a b',
    'npx edgejson compare a b --mragin 0.03',
    'A=1 npx vitest --projekt edgejson',
    'npm ci && npm run bensh',
    'node scripts/missing.mjs',
    'npx vitest run --project unit plugin/missing.test.ts # a comment',
  ]
  expect(wrong.filter((line) => commandsOf(line).every((words) => problemOf(words) === null))).toEqual([])
})
