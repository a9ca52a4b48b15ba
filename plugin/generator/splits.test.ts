import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { packageInfo } from '../core/package-info.ts'
import { benchmarkSchemas } from './benchmark-schemas.ts'
import { leavesOf, recognisableValues } from './leaves.ts'
import { generateSplits, type Splits, splitSizes } from './splits.ts'
import { benchmarkValidators } from './test-support/ajv.ts'
import { parsers } from './test-support/parse-prompt.ts'

// Hundreds of examples on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

const names: readonly (keyof Splits)[] = ['train', 'test']
const splits = generateSplits()
const everything = [...splits.train, ...splits.test]
const schemas = new Map(benchmarkSchemas().map((schema) => [schema.id, schema]))

function count<T>(items: readonly T[], key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1
  return counts
}

describe.each(names)('%s split', (name) => {
  const split = splits[name]

  test('is the committed file, byte for byte', () => {
    const committed = readFileSync(path.join(packageInfo.root, 'fixtures/edgejson', `${name}.jsonl`), 'utf8')
    expect(split.map(({ line }) => `${line}\n`).join('') === committed).toBe(true)
  })

  test('has the counts of the official split, and every schema', () => {
    expect(count(split, ({ complexity }) => complexity)).toEqual(splitSizes[name])
    expect(new Set(split.map(({ schemaId }) => schemaId)).size).toBe(25)
  })

  test('is 70 % official, 15 % notes, 15 % log lines, forms and tables, each within a point or two', () => {
    const { official = 0, note = 0, log = 0, form = 0, table = 0 } = count(split, ({ source }) => source)
    expect(official / split.length).toBeCloseTo(0.7, 1.7)
    expect(note / split.length).toBeCloseTo(0.15, 1.7)
    expect((log + form + table) / split.length).toBeCloseTo(0.15, 1.7)
    expect(Math.min(log, form, table)).toBeGreaterThan(5)
  })

  test('is counted in the README', () => {
    const readme = readFileSync(path.join(packageInfo.root, 'fixtures/edgejson/README.md'), 'utf8')
    const { simple, medium, complex } = count(split, ({ complexity }) => complexity)
    const { official, note, log, form, table } = count(split, ({ source }) => source)
    const row = [name, split.length, simple, medium, complex, official, note, log, form, table]
    expect(readme).toContain(`| ${row.join(' | ')} |`)
  })

  test('has lines in the official format', () => {
    for (const example of split) {
      const line: unknown = JSON.parse(example.line)
      expect(Object.entries(line ?? {})).toEqual([
        ['id', example.id],
        ['schema_id', example.schemaId],
        ['complexity', example.complexity],
        ['teacher', 'generator'],
        ['source', example.source],
        ['prompt', example.prompt],
        ['expected_output', example.expected],
      ])
    }
  })
})

test('all expected values comply with their schema and are recovered from their prompts', () => {
  const validators = benchmarkValidators()
  for (const { id, schemaId, source, prompt, expected } of everything) {
    const schema = schemas.get(schemaId)
    if (!schema) throw new Error(schemaId)
    expect(validators.get(schemaId)?.(expected), id).toBe(true)
    expect(parsers[source](prompt, schema), id).toEqual(expected)
  }
})

test('no two examples have the same id, prompt or expected value', () => {
  for (const key of ['id', 'prompt', 'line'] as const) {
    expect(new Set(everything.map((example) => example[key])).size).toBe(787)
  }
  expect(new Set(everything.map(({ schemaId, expected }) => schemaId + JSON.stringify(expected))).size).toBe(
    787,
  )
})

test('the splits share no recognisable value', () => {
  const values = (name: keyof Splits) =>
    splits[name].flatMap(({ expected, schemaId }) =>
      recognisableValues(expected, schemas.get(schemaId)?.root ?? null),
    )
  const train = new Set(values('train'))
  expect(train.size).toBeGreaterThan(3000)
  expect(values('test').filter((value) => train.has(value))).toEqual([])
})

test('no value is empty, padded or of several lines, and no list has an empty item', () => {
  for (const { id, expected, schemaId } of everything) {
    for (const { value } of leavesOf(expected, schemas.get(schemaId)?.root ?? null)) {
      if (typeof value === 'string') expect(value, id).toMatch(/^\S(?:.*\S)?$/)
    }
    expect(JSON.stringify(expected), id).not.toMatch(/[[,](?:\{\}|\[\])/)
  }
})

test('another seed gives other examples', () => {
  const other = generateSplits('other')
  const mine = new Set(everything.map(({ prompt }) => prompt))
  const common = [...other.train, ...other.test].filter(({ prompt }) => mine.has(prompt))
  expect(common).toEqual([])
})
