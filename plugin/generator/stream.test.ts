import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { benchmarkSchemas, sourceSchema } from './benchmark-schemas.ts'
import type { GeneratedExample } from './example.ts'
import { recognisableValues } from './leaves.ts'
import { avoiding } from './splits.ts'
import { type GenerateOptions, generateExamples } from './stream.ts'
import { styleNames } from './styles/index.ts'
import { benchmarkValidators } from './test-support/ajv.ts'
import { parsers } from './test-support/parse-prompt.ts'

// Thousands of examples on a machine that does other things as well.
vi.setConfig({ testTimeout: 60_000 })

function take(options: GenerateOptions): GeneratedExample[] {
  return [...generateExamples(options)]
}

describe('generateExamples', () => {
  test('gives the same lines for the same seed, and others for another', () => {
    const lines = (seed: number) => take({ seed, count: 60 }).map(({ line }) => line)
    expect(lines(5)).toEqual(lines(5))
    const other = new Set(lines(6))
    expect(lines(5).filter((line) => other.has(line))).toEqual([])
  })

  test('makes example n without those before it, however streams are interleaved', () => {
    const whole = take({ seed: 3, count: 40 })
    expect(take({ seed: 3, start: 25, count: 15 })).toEqual(whole.slice(25))
    const [one, two] = [generateExamples({ seed: 3, count: 40 }), generateExamples({ seed: 3, start: 20 })]
    const mixed = whole.map((_, index) => {
      if (index % 2 === 1) two.next()
      return one.next().value
    })
    expect(mixed).toEqual(whole)
  })

  test('has the shares of the benchmark: complexities 350 : 192 : 87, styles 70 : 15 : 5 : 5 : 5', () => {
    const examples = take({ seed: 1, count: 1500 })
    const share = (test: (example: GeneratedExample) => boolean) => examples.filter(test).length / 1500
    expect(share(({ complexity }) => complexity === 'simple')).toBeCloseTo(350 / 629, 1.2)
    expect(share(({ complexity }) => complexity === 'complex')).toBeCloseTo(87 / 629, 1.2)
    expect(share(({ source }) => source === 'official')).toBeCloseTo(0.7, 1.2)
    expect(share(({ source }) => source === 'note')).toBeCloseTo(0.15, 1.2)
    expect(new Set(examples.map(({ schemaId }) => schemaId)).size).toBe(25)
    expect(new Set(examples.map(({ id }) => id)).size).toBe(1500)
  })

  test('obeys its filters', () => {
    const schemas = benchmarkSchemas().filter(({ id }) => id === 'invoice' || id === 'rating')
    const examples = take({ schemas, styles: ['log', 'table'], count: 50 })
    expect(new Set(examples.map(({ schemaId }) => schemaId))).toEqual(new Set(['invoice', 'rating']))
    expect(new Set(examples.map(({ source }) => source))).toEqual(new Set(['log', 'table']))
  })

  test('complies with the schemas, for any seed', () => {
    const validators = benchmarkValidators()
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        for (const { schemaId, expected } of generateExamples({ seed, count: 20 })) {
          expect(validators.get(schemaId)?.(expected)).toBe(true)
        }
      }),
      { numRuns: 40 },
    )
  })

  test('shares nothing recognisable with the examples that it must avoid', () => {
    const schemas = benchmarkSchemas().filter(({ id }) => id === 'simple_config' || id === 'api_response')
    const old = take({ schemas, seed: 1, count: 100 })
    const fresh = take({ schemas, seed: 2, count: 100, reject: avoiding(old) })
    const values = new Set(old.flatMap(({ expected }) => recognisableValues(expected, null)))
    const expectedValues = new Set(old.map(({ expected }) => JSON.stringify(expected)))
    expect(
      fresh
        .flatMap(({ expected }) => recognisableValues(expected, null))
        .filter((value) => values.has(value)),
    ).toEqual([])
    expect(fresh.filter(({ expected }) => expectedValues.has(JSON.stringify(expected)))).toEqual([])
    // The check above would be idle if the two seeds did not meet by chance.
    expect(take({ schemas, seed: 2, count: 100 }).some(avoiding(old))).toBe(true)
  })

  test('says what is wrong with a seed, a style, a schema that is exhausted', () => {
    expect(() => take({ seed: 'a b', count: 1 })).toThrow(/seed is "a b"/)
    expect(() => take({ styles: [], count: 1 })).toThrow(/no style is left/)
    expect(() => take({ schemas: [], count: 1 })).toThrow(/no schema is left/)
    const switchOnly = sourceSchema('switch', {
      type: 'object',
      properties: { on: { type: 'boolean' } },
      required: ['on'],
    })
    expect(() => take({ schemas: [switchOnly], count: 1, reject: () => true })).toThrow(
      /too few different values/,
    )
  })
})

/** Schemas of any shape within what the generator supports. Keys are plain words, all different. */
const anySchema = fc.letrec<{ node: object; object: object }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<object>(
      { type: 'string' },
      { type: 'string', format: 'date-time' },
      { type: 'string', enum: ['red hot', 'green', 'blue'] },
      { type: 'string', minLength: 12, maxLength: 20 },
      { type: 'string', pattern: '^[A-Z]{3}-[0-9]{2,4}$' },
      { type: 'integer', minimum: 3, maximum: 5 },
      { type: 'number', maximum: -2 },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'object' },
      { type: 'array', items: { type: 'string' }, minItems: 2, maxItems: 3 },
      { type: 'array', items: { type: 'integer' } },
    ),
    tie('object'),
    tie('object').map((items) => ({ type: 'array', items })),
  ),
  object: fc
    .tuple(
      fc.uniqueArray(fc.constantFrom('alpha', 'beta_two', 'gammaThree', 'delta_4', 'epsilon', 'zeta_x'), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.array(tie('node'), { minLength: 4, maxLength: 4 }),
      fc.subarray([0, 1, 2, 3]),
    )
    .map(([keys, nodes, required]) => ({
      type: 'object',
      properties: Object.fromEntries(keys.map((key, index) => [key, nodes[index]])),
      required: keys.filter((_, index) => required.includes(index)),
    })),
})).object

test('other schemas work as well: expected values comply, and every style determines them', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false })
  fc.assert(
    fc.property(anySchema, fc.nat(), (json, seed) => {
      const schema = sourceSchema('any', json)
      const validate = ajv.compile(json)
      for (const style of styleNames) {
        for (const { prompt, expected } of generateExamples({
          schemas: [schema],
          styles: [style],
          seed,
          count: 2,
        })) {
          expect(validate(expected)).toBe(true)
          expect(parsers[style](prompt, schema)).toEqual(expected)
        }
      }
    }),
    { numRuns: 100 },
  )
})
