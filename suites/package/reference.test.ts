import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { isRecord } from '../../plugin/core/json/json.ts'
import { ENGINE_OPTIONS } from '../../plugin/engines/contract/options-schema.ts'
import { OPTIONS } from '../../plugin/vite/options-schema.ts'
import { commandOptions, ROOT, readPage } from './support/doc-pages.ts'

/** Code spans in the first column of all tables of a text. */
function firstColumn(text: string): string[] {
  return [...text.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span),
  )
}

/** The section under a heading of level 2. */
function section(page: string, heading: string): string {
  return readPage(page).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
}

const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort()

/** Names of the options of a schema, also those within objects: `gate.alpha`. */
function optionNames(schema: unknown, prefix = ''): string[] {
  if (!isRecord(schema)) return []
  const alternatives = Array.isArray(schema.anyOf) ? schema.anyOf : []
  const properties = isRecord(schema.properties) ? Object.entries(schema.properties) : []
  return [
    ...alternatives.flatMap((each) => optionNames(each, prefix)),
    ...properties.flatMap(([name, inner]) => [
      `${prefix}${name}`,
      ...optionNames(inner, `${prefix}${name}.`),
    ]),
  ]
}

test('the reference lists every option of plugin and engines, and no other', () => {
  const engines = Object.values(ENGINE_OPTIONS).flatMap((schema) => optionNames(schema, 'engine.'))
  const named = sorted([...optionNames(OPTIONS), ...engines])
  expect(named).toContain('thresholds.latency.p95')
  // What has no row of its own has a section.
  const text = readPage('docs/reference/options.md')
  const inSections = [...text.matchAll(/`((?:reasoning|engine)\.\w+)`/g)].map(([, name = '']) => name)
  expect(sorted([...firstColumn(text), ...inSections])).toEqual(
    named.filter((name) => name !== 'thresholds.latency'),
  )
})

test('the reference lists every command and every flag, and no other', async () => {
  const commands = await commandOptions()
  const headings = [...readPage('docs/reference/cli.md').matchAll(/^## edgejson (\w+)$/gm)]
  expect(sorted(headings.map(([, name = '']) => name))).toEqual(sorted(commands.keys()))
  for (const [name, options] of commands) {
    const spans = firstColumn(section('docs/reference/cli.md', `edgejson ${name}`))
    const documented = spans.flatMap((span) => span.match(/(?<![\w-])-{1,2}[a-z][a-z-]*/g) ?? [])
    const expected = [...options].filter((flag) => flag !== '--help' && flag !== '-h')
    expect([name, ...sorted(documented)]).toEqual([name, ...sorted(expected)])
  }
})

/** Members of a union of texts in a source file. */
function unionOf(file: string, type: string): string[] {
  const source = readFileSync(path.join(ROOT, file), 'utf8')
  const [, union = ''] = source.split(new RegExp(`export type ${type} =`))
  return [...(union.split('\n\n')[0] ?? '').matchAll(/'([A-Z0-9_]+)'/g)].map(([, code = '']) => code)
}

test('the reference lists every error code with cause and fix, and no other', () => {
  const page = 'docs/reference/errors.md'
  const errors = unionOf('plugin/core/errors.ts', 'EdgejsonErrorCode')
  const failures = unionOf('plugin/engines/contract/completions.ts', 'FailureCode')
  expect(errors.length).toBeGreaterThan(10)
  expect(failures.length).toBeGreaterThan(10)
  expect(sorted(firstColumn(readPage(page)))).toEqual(sorted([...errors, ...failures]))
  const rows = readPage(page).match(/^\| `[A-Z_]+` \|.*$/gm) ?? []
  expect(rows.filter((row) => row.split(' | ').length < 3)).toEqual([])
})

test('the reference lists every finding of edgejson validate, and no other', () => {
  const findings = [
    ...unionOf('plugin/dataset/validate/finding.ts', 'FindingCode'),
    ...unionOf('plugin/dataset/load/line-problem.ts', 'LineProblemCode'),
  ]
  const listed = firstColumn(section('docs/reference/cli.md', 'edgejson validate'))
  expect(sorted(listed.filter((span) => /^[A-Z]/.test(span)))).toEqual(sorted(findings))
})

test('the reference lists every matcher, and no other', () => {
  const types = readFileSync(path.join(ROOT, 'plugin/matchers/edgejson-matchers.ts'), 'utf8')
  const declared = [...types.matchAll(/^ {2}(to\w+)\(/gm)].map(([, name = '']) => name)
  const names = firstColumn(readPage('docs/reference/matchers.md')).map((span) => span.split('(')[0] ?? '')
  expect(sorted(names)).toEqual(sorted(declared))
})

test('the reference names every field of report.json', () => {
  const schema: unknown = JSON.parse(readPage('docs/schema/run-report.v1.schema.json'))
  const text = readPage('docs/reference/report-json.md')
  const fields = isRecord(schema) && isRecord(schema.properties) ? schema.properties : {}
  expect(sorted(firstColumn(text.split('\n## Slices')[0] ?? ''))).toEqual(sorted(Object.keys(fields)))
})

test('the terms of the field are found where the engine is explained', () => {
  const text = readPage('docs/explanation/engine-internals.md').toLowerCase()
  const terms = [
    'continuous batching',
    'prompt lookup decoding',
    'speculative decoding',
    'prefill',
    'kv cache',
    'draft tokens',
    'acceptance rate',
  ]
  expect(terms.filter((term) => !text.includes(term))).toEqual([])
})
