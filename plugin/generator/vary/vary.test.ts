import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { EdgejsonError } from '../../core/errors.ts'
import { isRecord, type JsonObject } from '../../core/json/json.ts'
import { checkArithmetic } from '../../dataset/validate/check-arithmetic.ts'
import { checkPresence } from '../../dataset/validate/check-presence.ts'
import { benchmarkSchemas, type SourceSchema, sourceSchema } from '../benchmark-schemas.ts'
import type { GeneratedExample } from '../example.ts'
import { leavesOf } from '../leaves.ts'
import { type GenerateOptions, generateExamples } from '../stream.ts'
import { parseBlind } from '../test-support/parse-blind.ts'
import { parseOfficial } from '../test-support/parse-official.ts'
import { parsers } from '../test-support/parse-prompt.ts'
import { toJsonSchema } from './to-json-schema.ts'

vi.setConfig({ testTimeout: 60_000 })

interface Made {
  readonly example: GeneratedExample
  readonly schema: SourceSchema
}

/** Examples with the schemas that were made for them. */
function take(options: GenerateOptions): Made[] {
  const schemas: SourceSchema[] = []
  const examples = [...generateExamples({ vary: 1, ...options, onSchema: (schema) => schemas.push(schema) })]
  return examples.flatMap((example, index) => {
    const schema = schemas[index]
    return schema ? [{ example, schema }] : []
  })
}

function lines(options: GenerateOptions): string[] {
  return [...generateExamples(options)].map(({ line }) => line)
}

const seeds = fc.nat()

describe('a varied example, for any seed,', () => {
  test('complies with its schema, which can be read again; its prompt shows and determines each value; no sum is wrong', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false })
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const [index, { example, schema }] of take({ seed, count: 20 }).entries()) {
          expect(checkPresence(example.prompt, example.expected)).toEqual([])
          expect(checkArithmetic(example.expected)).toEqual([])
          expect(parsers[example.source](example.prompt, schema)).toEqual(example.expected)
          // To compile a schema takes more time than all the rest: half of the examples are enough.
          if (index >= 10) continue
          const json = toJsonSchema(schema.root, schema.heading)
          const validate = ajv.compile(json)
          expect(validate(example.expected), JSON.stringify(validate.errors)).toBe(true)
          expect(() => sourceSchema('again', json)).not.toThrow()
        }
      }),
      { numRuns: 40 },
    )
  })

  test('is determined by an official prompt alone when its schema is random', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = take({ seed, count: 20, styles: ['official'] }).filter(({ schema }) => !schema.from)
        expect(random.length).toBeGreaterThan(0)
        for (const { example } of random) expect(parseBlind(example.prompt)).toEqual(example.expected)
      }),
      { numRuns: 40 },
    )
  })
})

describe('a stream with variation', () => {
  test('gives the same bytes for the same seed, whatever was made before', () => {
    fc.assert(
      fc.property(seeds, fc.nat(12), (seed, start) => {
        const whole = lines({ seed, vary: 0.6, values: 'broad', count: 15 })
        expect(lines({ seed, vary: 0.6, values: 'broad', start, count: 3 })).toEqual(
          whole.slice(start, start + 3),
        )
      }),
      { numRuns: 20 },
    )
  })

  test('varies the requested share, and leaves the other examples unchanged', () => {
    const plain = new Set(lines({ seed: 4, count: 400 }))
    const some = [...generateExamples({ seed: 4, vary: 0.4, count: 400 })]
    const varied = some.filter(({ schemaId }) => /^(?:altered|random)_/.test(schemaId))
    expect(varied.length).toBeGreaterThan(120)
    expect(varied.length).toBeLessThan(200)
    expect(some.filter((example) => !varied.includes(example) && !plain.has(example.line))).toEqual([])
    expect(new Set(some.map(({ id }) => id)).size).toBe(400)
  })

  test('names the schema of a varied example only for one who keeps it', () => {
    const parse = (line: string): unknown => JSON.parse(line)
    expect(parse(lines({ vary: 1, count: 1 })[0] ?? '')).toMatchObject({ schema_id: null })
    const [made] = take({ count: 1 })
    expect(parse(made?.example.line ?? '')).toMatchObject({ schema_id: made?.schema.id })
  })

  test('has all that the benchmark has, and long lists and deep maps', () => {
    const made = take({ seed: 9, count: 1500, styles: ['official'] })
    const scalars = made.flatMap(({ example, schema }) => leavesOf(example.expected, schema.root))
    const texts = scalars.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
    for (const shape of [
      /^[0-9a-f]{8}-[0-9a-f]{4}-4/,
      /^\d{4}-\d\d-\d\d$/,
      /T\d\d:\d\d:\d\d\.\d{6}$/,
      /T\d\d:\d\d:\d\d[+-]\d\d:\d\d$/,
      /\n/,
      /"/,
      /^0\d{4}$/,
      /^\d{10}$/,
      /@example\./,
      /^https?:/,
      /^(?:\d+\.){3}\d+$/,
      /[^\0-\x7f]/,
    ]) {
      expect(texts.filter((text) => shape.test(text)).length, String(shape)).toBeGreaterThan(1)
    }
    expect(scalars.some(({ value }) => typeof value === 'number' && value < 0)).toBe(true)
    expect(scalars.some(({ value }) => typeof value === 'boolean')).toBe(true)
    const depths = made.map(
      ({ example }) => /\n( *)\S[^\n]*\n\nPlease/.exec(example.prompt)?.[1]?.length ?? 0,
    )
    expect(Math.max(...depths)).toBeGreaterThanOrEqual(6)
    const keys = made.map(({ example }) => Object.values(example.expected))
    expect(keys.flat().some((value) => Array.isArray(value) && value.length >= 8)).toBe(true)
  })

  test('says what is wrong with a share', () => {
    for (const vary of [-0.1, 1.5, Number.NaN]) {
      expect(() => lines({ vary, count: 1 })).toThrow(EdgejsonError)
    }
  })
})

test('broad examples of the benchmark are determined by prompt and schema as well', () => {
  let openings = 0
  fc.assert(
    fc.property(seeds, (seed) => {
      for (const { schemaId, source, prompt, expected } of generateExamples({
        seed,
        values: 'broad',
        count: 20,
      })) {
        const schema = byId(schemaId)
        const parsed =
          source === 'official' ? parseOfficial(prompt, schema, 'order') : parsers[source](prompt, schema)
        expect(parsed).toEqual(expected)
        openings += looseItems(expected, schema)
      }
    }),
    { numRuns: 40 },
  )
  // The law would say little if every item began with the first field of its schema.
  expect(openings).toBeGreaterThan(20)
})

function byId(id: string): SourceSchema {
  const schema = benchmarkSchemas().find((entry) => entry.id === id)
  if (!schema) throw new Error(`no schema ${id}`)
  return schema
}

/** Number of items in lists at the root that lack the first field of their schema. */
function looseItems(expected: JsonObject, { root }: SourceSchema): number {
  return Object.entries(expected).reduce((sum, [key, list]) => {
    const [first = ''] = root.properties.get(key)?.items?.properties.keys() ?? []
    const items = Array.isArray(list) ? list : []
    return sum + items.filter((item) => isRecord(item) && !Object.hasOwn(item, first)).length
  }, 0)
}
