import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Prints the URL of each module that is loaded on standard error. */
const LOADER = `export async function load(url, context, next) {
  if (url.startsWith('file:')) process._rawDebug('loaded ' + url)
  return next(url, context)
}`
const toUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`
const REGISTER = toUrl(`import { register } from 'node:module'; register(${JSON.stringify(toUrl(LOADER))})`)

/** The modules of which a file of the built package is made: the bundler writes the path of each in front of it. */
function modulesIn(file: string): string[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  return [...text.matchAll(/^\/\/ ([^\s\\]+\.m?js)$/gm)].map((match) => match[1] as string)
}

interface Loaded {
  readonly stdout: string
  /** Folders of two levels; files of `cli`. */
  readonly layers: string[]
  readonly packages: string[]
}

/** What Node loads from the built package with these arguments. */
function loadedBy(...args: string[]): Loaded {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', REGISTER, ...args], {
    encoding: 'utf8',
    cwd: ROOT,
  })
  expect([status, stderr.replace(/^loaded .*\n/gm, '')]).toEqual([0, ''])
  const urls = [...stderr.matchAll(/^loaded (\S+)$/gm)].map((match) => match[1] as string)
  const files = urls.map((url) => url.slice(pathToFileURL(ROOT).href.length).replace(/^\//, ''))
  const modules = files.filter((file) => file.startsWith('dist/')).flatMap(modulesIn)
  const layers = modules.map((file) =>
    file.startsWith('cli/') ? file : file.split('/').slice(0, 2).join('/'),
  )
  // Of a package that is bundled, a module has its path too.
  const packages = [...files, ...modules].flatMap(
    (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? [],
  )
  return { stdout, layers: [...new Set(layers)].sort(), packages: [...new Set(packages)].sort() }
}

/** What the built command loads. */
function loadedByCommand(...args: string[]): Loaded {
  return loadedBy(path.join(ROOT, 'dist', 'cli', 'main.js'), ...args)
}

test('edgejson --help loads the list of commands and none of them', () => {
  const { stdout: help, layers, packages } = loadedByCommand('--help')
  expect(help).toMatch(/generate .*\n(?:.*\n)*.*accept /)
  expect(layers).toEqual(['cli/commands.js', 'cli/main.js', 'plugin/core'])
  expect(packages).toEqual(['commander'])
})

test.each([
  'generate',
  'validate',
  'import',
  'score',
  'report',
  'compare',
  'switches',
  'leaderboard',
  'accept',
])('the help of %s loads no other command', (name) => {
  const { stdout: help, layers, packages } = loadedByCommand(name, '--help')
  expect(help).toContain(`Usage: edgejson ${name}`)
  const commands = layers.filter((layer) => /^cli\/commands\/\w+\.js$/.test(layer))
  expect(commands).toEqual([`cli/commands/${name}.js`])
  expect(packages).not.toContain('onnxruntime-node')
})

test('help and the name of a command print the help of that command', () => {
  expect(loadedByCommand('help', 'score').stdout).toBe(loadedByCommand('score', '--help').stdout)
})

test.each(['matchers', 'scoring'])(
  'vitest-edgejson/%s loads neither ajv, the schemas of records nor an engine',
  (name) => {
    const { layers, packages } = loadedBy('--input-type=module', '--eval', `import 'vitest-edgejson/${name}'`)
    expect(layers).toContain(`plugin/${name}`)
    expect(packages).toContain('re2js')
    // Each schema is compiled where it is needed.
    expect(packages).not.toContain('ajv')
    expect(packages).not.toContain('typebox')
    expect(packages).not.toContain('onnxruntime-node')
    expect(layers).not.toContain('plugin/engines')
  },
)

test('a usage error names the help of its command', () => {
  const main = path.join(ROOT, 'dist', 'cli', 'main.js')
  const { status, stderr } = spawnSync(process.execPath, [main, 'validate', '--nope'], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toBe("error: unknown option '--nope'\n(edgejson validate --help lists its options)\n")
})
