import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { isRecord, type JsonObject } from '../../core/json/json.ts'
import { parseJson } from '../../core/json/parse.ts'
import { packageInfo } from '../../core/package-info.ts'
import { benchmarkSchemas, sourceSchema } from '../benchmark-schemas.ts'
import { parseOfficial } from '../test-support/parse-official.ts'
import { formatOfficial } from './official.ts'

const officialTrain = path.join(packageInfo.root, '../shared/edgejson/edgejson_train_v3.jsonl')

const order = sourceSchema('parcel', {
  title: 'Parcel',
  type: 'object',
  properties: {
    parcel_id: { type: 'string' },
    is_fragile: { type: 'boolean' },
    weight_kg: { type: 'number' },
    pieces: {
      type: 'array',
      items: {
        type: 'object',
        properties: { name: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
      },
    },
    extra: { type: 'object' },
    '18_24': { type: 'integer' },
  },
})

test('writes title, keys in title case, indented objects and lists, and what to do', () => {
  const expected: JsonObject = {
    parcel_id: 'A: 1',
    is_fragile: true,
    weight_kg: 4,
    pieces: [{ name: 'vase', tags: ['blue', 'old'] }, { name: 'lid' }],
    extra: {},
    '18_24': 7,
  }
  const prompt = formatOfficial(expected, order)
  expect(prompt).toMatchInlineSnapshot(`
    "Parcel

    Parcel Id: A: 1
    Is Fragile: True
    Weight Kg: 4.0
    Pieces:
      Name: vase
      Tags:
        blue
        old
      Name: lid
    Extra:
    18 24: 7

    Please extract the parcel information as JSON."
  `)
  expect(parseOfficial(prompt, order)).toEqual(expected)
})

test('the parser that proves it refuses what is not exactly this style', () => {
  const prompt = formatOfficial({ parcel_id: 'x', weight_kg: 1.5, pieces: [{ name: 'vase' }] }, order)
  const broken = [
    prompt.replace('Parcel\n', 'Package\n'),
    prompt.replace('Weight Kg: 1.5', 'Weight Kg: heavy'),
    prompt.replace('Parcel Id', 'Parcel Number'),
    prompt.replace('  Name: vase', '  Tags:\n    a\n  Name: vase'),
    prompt.replace('Parcel Id: x\nWeight Kg: 1.5', 'Weight Kg: 1.5\nParcel Id: x'),
  ]
  for (const text of broken) expect(() => parseOfficial(text, order), text).toThrow()
})

describe.skipIf(!existsSync(officialTrain))('compared with the official train split', () => {
  const schemas = new Map(benchmarkSchemas().map((schema) => [schema.id, schema]))
  const lines = existsSync(officialTrain) ? readFileSync(officialTrain, 'utf8').trimEnd().split('\n') : []

  function read(line: string): { byTemplate: boolean; prompt: string; mine: string } {
    const example = parseJson(line)
    if (!isRecord(example) || !isObject(example.expected_output)) throw new Error(line.slice(0, 80))
    const schema = schemas.get(String(example.schema_id))
    if (!schema) throw new Error(String(example.schema_id))
    const mine = formatOfficial(example.expected_output, schema)
    return { byTemplate: String(example.id).includes('_template_'), prompt: String(example.prompt), mine }
  }

  test('its 479 prompts made from templates come out byte for byte', () => {
    const made = lines.map(read).filter(({ byTemplate }) => byTemplate)
    expect(made).toHaveLength(479)
    expect(made.filter(({ prompt, mine }) => mine !== prompt)).toEqual([])
  })

  test('of the 150 whose expected values a model gave, 124: in the others it moved, dropped or changed a value', () => {
    const rewritten = lines.map(read).filter(({ byTemplate }) => !byTemplate)
    expect(rewritten).toHaveLength(150)
    expect(rewritten.filter(({ prompt, mine }) => mine === prompt)).toHaveLength(124)
  })
})

function isObject(value: unknown): value is JsonObject {
  return isRecord(value)
}
