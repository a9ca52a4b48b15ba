import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The TypeScript sources of what is packed, without tests. */
const sources = ['plugin', 'reporters', 'cli'].flatMap((layer) =>
  readdirSync(path.join(ROOT, layer), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|test-support/.test(file))
    .map((file) => readFileSync(path.join(ROOT, layer, file), 'utf8')),
)

function found(pattern: RegExp): string[] {
  return sources.flatMap((source) => [...source.matchAll(pattern)].map((match) => match[1] as string))
}

const page = readFileSync(path.join(ROOT, 'docs/reference/environment.md'), 'utf8')

/** Names in the first column of a table of the page. */
function documented(table: number): string[] {
  const [text = ''] = page.split(/\n(?=\| variable)/)[table + 1]?.split('\n\n') ?? []
  const rows = text.split('\n').slice(2)
  return rows.flatMap((row) => row.split('|')[1]?.match(/[A-Z_]+/g) ?? []).sort()
}

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort()

test('the page lists every EDGEJSON_ variable that the code names, and no other', () => {
  expect(documented(0)).toEqual(sorted(found(/\b(EDGEJSON_[A-Z_]+)\b/g)))
})

test('the page lists the variables of other programs that the code reads, and no other', () => {
  const read = found(/\benv\.([A-Za-z_]+)\b/g).filter((name) => /^[A-Z_]+$|_proxy$/.test(name))
  const destructured = found(/const \{([^}]+)\} = process\.env\b/g).flatMap(
    (names) => names.match(/\w+/g) ?? [],
  )
  const names = [...read, ...destructured].map((name) => name.toUpperCase())
  expect(documented(1)).toEqual(sorted(names.filter((name) => !name.startsWith('EDGEJSON_'))))
})
