import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Which rooms a room may import from, besides itself. The table of docs/architecture.md. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  'plugin/model': [],
  'plugin/scoring': ['plugin/model'],
  'plugin/dataset': ['plugin/model'],
  'plugin/engines': ['plugin/model'],
  'plugin/matchers': ['plugin/model', 'plugin/scoring'],
  'plugin/gate': ['plugin/model'],
  'plugin/runtime': [
    'plugin/model',
    'plugin/scoring',
    'plugin/dataset',
    'plugin/engines',
    'plugin/matchers',
    'plugin/gate',
  ],
  'plugin/vite': ['plugin/model', 'plugin/dataset'],
  reporters: ['plugin/model', 'plugin/gate'],
  cli: ['plugin/model', 'plugin/scoring', 'plugin/dataset', 'plugin/engines', 'plugin/gate', 'reporters'],
}

/** Packages that only some rooms may know, so that the rest stays light. */
const HEAVY: Readonly<Record<string, readonly string[]>> = {
  'onnxruntime-node': ['plugin/engines'],
  '@huggingface/tokenizers': ['plugin/engines', 'cli'],
  '@faker-js/faker': ['plugin/dataset'],
  vitest: ['plugin/runtime', 'plugin/matchers', 'plugin/vite', 'reporters'],
}

interface Import {
  readonly file: string
  readonly target: string
  readonly typeOnly: boolean
}

function sources(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter(
      (file) => file.endsWith('.ts') && !/\.(?:test|bench)\.ts$/.test(file) && !file.includes('test-support'),
    )
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(ROOT, file), 'utf8')
  const pattern = /^(import|export)(\s+type)?\s[^'"]*?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm
  return [...text.matchAll(pattern)].map(([, , type, from, bare]) => ({
    file,
    typeOnly: type !== undefined,
    target: from ?? bare ?? '',
  }))
}

function roomOf(file: string): string | undefined {
  return Object.keys(ARROWS).find((room) => file.startsWith(`${room}/`))
}

const imports = ['plugin', 'reporters', 'cli'].flatMap(sources).flatMap(importsOf)

test('there are sources to look at', () => {
  expect(imports.length).toBeGreaterThan(100)
})

test('rooms import only what the architecture allows', () => {
  const wrong = imports.flatMap(({ file, target }) => {
    if (!target.startsWith('.')) return []
    const from = roomOf(file)
    const to = roomOf(path.join(path.dirname(file), target))
    if (from === undefined || to === undefined || from === to || ARROWS[from]?.includes(to)) return []
    return [`${file} imports ${target}`]
  })
  expect(wrong).toEqual([])
})

test('heavy packages are known to their rooms only', () => {
  const wrong = imports.flatMap(({ file, target, typeOnly }) => {
    const heavy = Object.keys(HEAVY).find((name) => target === name || target.startsWith(`${name}/`))
    if (typeOnly || heavy === undefined) return []
    return HEAVY[heavy]?.includes(roomOf(file) ?? '') ? [] : [`${file} imports ${target}`]
  })
  expect(wrong).toEqual([])
})
