import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url))

/** The README and all pages of docs/, as paths from the root. */
export const DOC_PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.replaceAll(path.sep, '/')}`)
    .sort(),
]

export function readPage(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8')
}

/** A fenced block of code. */
export interface Snippet {
  readonly page: string
  /** Line of the opening fence, 1-based. */
  readonly line: number
  readonly language: string
  readonly code: string
}

export function snippetsOf(page: string): Snippet[] {
  const snippets: Snippet[] = []
  let open: { line: number; language: string; code: string[] } | null = null
  for (const [index, text] of readPage(page).split('\n').entries()) {
    const fence = /^ {0,3}```\s*(\w*)\s*$/.exec(text)
    if (fence === null) open?.code.push(text)
    else if (open === null) open = { line: index + 1, language: fence[1] ?? '', code: [] }
    else {
      snippets.push({ page, line: open.line, language: open.language, code: `${open.code.join('\n')}\n` })
      open = null
    }
  }
  if (open !== null) throw new Error(`${page}:${open.line}: the code block is not closed`)
  return snippets
}

const run = promisify(execFile)

async function printed(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [path.join(ROOT, program), ...args])
  return stdout
}

/** Options of each command of the built `edgejson`, as its help lists them: `--out`, `-o`. */
export async function commandOptions(): Promise<Map<string, Set<string>>> {
  const help = (...args: string[]): Promise<string> => printed('dist/cli/main.js', ...args, '--help')
  const commands = [...(await help()).matchAll(/^ {2}(?!help )([a-z]+) {2,}/gm)].map(([, name = '']) => name)
  const listed = await Promise.all(
    commands.map(async (name): Promise<[string, Set<string>]> => {
      const lines = (await help(name)).matchAll(/^ {2}(?:(-\w), )?(--[a-z-]+)/gm)
      return [name, new Set([...lines].flatMap(([, short, long]) => [short ?? [], long ?? []].flat()))]
    }),
  )
  return new Map(listed)
}

/** Options of the installed Vitest, in camel case and without their dashes. */
export async function vitestOptions(): Promise<Set<string>> {
  const help = await printed('node_modules/vitest/vitest.mjs', '--help', '--expand-help')
  const lines = help.matchAll(/^ {2,}(?:-(\w), )?--(?:no-)?([\w.]+)/gm)
  return new Set([...lines].flatMap(([, short = '', long = '']) => [short, long]))
}
