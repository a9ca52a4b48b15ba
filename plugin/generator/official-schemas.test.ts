import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Ajv, type AnySchemaObject } from 'ajv'
import { describe, expect, test } from 'vitest'
import { isRecord } from '../core/json/json.ts'
import { packageInfo } from '../core/package-info.ts'

const ours = path.join(packageInfo.root, 'fixtures/edgejson/schemas')
const official = path.join(packageInfo.root, '../shared/edgejson')

const files = ['simple', 'medium', 'complex'].flatMap((complexity) =>
  readdirSync(path.join(ours, complexity)).map((file) => `${complexity}/${file}`),
)

function read(folder: string, file: string): AnySchemaObject {
  const schema: unknown = JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
  if (!isRecord(schema)) throw new Error(`${file} is not an object`)
  return schema
}

/** The schema without its sentences, and property names as a list, so that their order is compared as well. */
function structure(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(structure)
  if (!isRecord(node)) return node
  const result: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(node)) {
    if (key === 'title' || key === 'description') continue
    if (key === 'properties' && isRecord(value)) {
      result.properties = Object.entries(value).map(([name, child]) => [name, structure(child)])
    } else {
      result[key] = structure(value)
    }
  }
  return result
}

function sentences(node: unknown): string[] {
  if (!isRecord(node)) return []
  const own = [node.title, node.description].filter((text) => typeof text === 'string')
  const children = isRecord(node.properties) ? Object.values(node.properties) : []
  return [...own, ...[...children, node.items].flatMap(sentences)]
}

test('there are 10 simple, 10 medium and 5 complex schemas', () => {
  const count = (complexity: string) => files.filter((file) => file.startsWith(complexity)).length
  expect([count('simple'), count('medium'), count('complex')]).toEqual([10, 10, 5])
})

describe.skipIf(!existsSync(official))('compared with the official benchmark', () => {
  test.each(files)('%s has the structure of the official schema and none of its sentences', (file) => {
    const mine = read(ours, file)
    const theirs = read(path.join(official, 'schemas'), file)
    expect(structure(mine)).toEqual(structure(theirs))
    expect(Object.keys(mine)).toEqual(expect.arrayContaining(['title', 'description']))
    const words = new Set(sentences(theirs).map((text) => text.toLowerCase()))
    expect(sentences(mine).filter((text) => words.has(text.toLowerCase()))).toEqual([])
  })

  test('all 629 official train expected values comply', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false })
    const validators = new Map(
      files.map((file) => [path.basename(file, '.json'), ajv.compile(read(ours, file))]),
    )
    const lines = readFileSync(path.join(official, 'edgejson_train_v3.jsonl'), 'utf8').trimEnd().split('\n')
    const broken = lines.filter((line) => {
      const example: unknown = JSON.parse(line)
      if (!isRecord(example)) return true
      return validators.get(String(example.schema_id))?.(example.expected_output) !== true
    })
    expect(lines).toHaveLength(629)
    expect(broken).toEqual([])
  })
})
