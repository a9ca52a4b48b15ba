import { EdgejsonError } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import { benchmarkSchemas, type SourceSchema } from './benchmark-schemas.ts'
import type { ValueVariety } from './broad-values.ts'
import { type GeneratedExample, makeExample } from './example.ts'
import { createRandom, type Random } from './random.ts'
import { type StyleName, styleNames, stylePattern } from './styles/index.ts'
import type { ValueOptions } from './value-options.ts'
import { varySchema } from './vary/vary-schema.ts'

export interface GenerateOptions {
  /** 1 unless given; at most 32 letters, digits, dots, hyphens. Different seeds give different examples and ids. */
  readonly seed?: number | string
  /** The 25 of the benchmark unless given; see `sourceSchema` for others. */
  readonly schemas?: readonly SourceSchema[]
  /** All styles unless given; the given ones keep their relative shares. */
  readonly styles?: readonly StyleName[]
  /** Share of the examples, from 0 to 1, whose schema is a variation; 0 unless given. See {@link varySchema}. */
  readonly vary?: number
  /** `tidy` unless given; examples of varied schemas are `broad` always. */
  readonly values?: ValueVariety
  /**
   * Called with the schema of every varied example, which then names it. Without it, such an example names no
   * schema, because the schema could not be found.
   */
  readonly onSchema?: (schema: SourceSchema) => void
  /** Number of the first example, 0 unless given, so that a stream can be generated in parts. */
  readonly start?: number
  /** Endless unless given. */
  readonly count?: number
  readonly valueOptions?: Partial<ValueOptions>
  /** Longest expected value in characters, 3,400 unless given. */
  readonly maxExpectedLength?: number
  /** An example for which this returns true is drawn again; see `avoiding`. */
  readonly reject?: (example: GeneratedExample) => boolean
}

interface Group {
  readonly weight: number
  readonly members: readonly SourceSchema[]
}

/**
 * Shares of the complexities in the benchmark's train split; schemas of another complexity count as one more
 * simple.
 */
const complexityWeights: ReadonlyMap<string, number> = new Map([
  ['simple', 350],
  ['medium', 192],
  ['complex', 87],
])

/**
 * Streams examples in constant memory. Example number n depends on the seed, on n and on the options alone,
 * not on earlier examples. Complexities have the benchmark's shares; schemas of one complexity are equally
 * frequent. The stream uses other randomness than the committed splits, but does not check that it repeats
 * none of their examples.
 *
 * @throws EdgejsonError `BAD_OPTION`, `BAD_SCHEMA`
 */
export function* generateExamples(
  options: GenerateOptions = {},
): Generator<GeneratedExample, void, undefined> {
  const {
    seed = 1,
    start = 0,
    count = Number.POSITIVE_INFINITY,
    valueOptions,
    maxExpectedLength,
    reject,
  } = options
  if (!/^[A-Za-z0-9.-]{1,32}$/.test(String(seed))) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `seed is ${quoted(seed)}; use at most 32 letters, digits, dots, hyphens`,
    )
  }
  const schemas = options.schemas ?? benchmarkSchemas()
  if (schemas.length === 0)
    throw new EdgejsonError('BAD_OPTION', 'no schema is left to generate from; name at least one')
  const allowed = stylePattern.filter((name) => (options.styles ?? styleNames).includes(name))
  if (allowed.length === 0) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `no style is left to generate; name one of ${styleNames.join(', ')}`,
    )
  }
  const { vary = 0, values = 'tidy', onSchema } = options
  if (!(vary >= 0 && vary <= 1)) {
    throw new EdgejsonError('BAD_OPTION', `vary is ${quoted(vary)}; use a share from 0 to 1`)
  }
  const groups = groupByComplexity(schemas)
  const random = createRandom('')
  for (let index = start; index < start + count; index++) {
    random.reseed(`stream/${seed}/mix/${index}`)
    const schema = pickSchema(groups, random)
    const style = random.pick(allowed)
    const number = `s${seed}_${String(index).padStart(7, '0')}`
    if (vary > 0 && random.chance(vary)) {
      random.reseed(`stream/${seed}/schema/${index}`)
      const varied = varySchema(schema, number, random)
      const id = `edgejson_${varied.id.replace(number, style)}_${number}`
      const spec = { id, style, seed: `stream/${seed}/${id}`, valueOptions, maxExpectedLength, reject }
      const example = makeExample(
        { ...spec, schema: varied, values: 'broad', namesSchema: onSchema !== undefined },
        random,
      )
      onSchema?.(varied)
      yield example
      continue
    }
    // `edgejson_` and the name of a schema identify the benchmark's own lines.
    const prefix = benchmarkSchemas().includes(schema) ? 'edgejson' : 'generated'
    const id = `${prefix}_${schema.id}_${style}_${number}`
    yield makeExample(
      { id, schema, style, seed: `stream/${seed}/${id}`, valueOptions, maxExpectedLength, reject, values },
      random,
    )
  }
}

function groupByComplexity(schemas: readonly SourceSchema[]): Group[] {
  const names = [...new Set(schemas.map(({ complexity }) => complexity))]
  return names.map((name) => ({
    weight: complexityWeights.get(name) ?? 350,
    members: schemas.filter(({ complexity }) => complexity === name),
  }))
}

function pickSchema(groups: readonly Group[], random: Random): SourceSchema {
  let position = random.int(0, groups.reduce((sum, { weight }) => sum + weight, 0) - 1)
  const group = groups.find(({ weight }) => {
    position -= weight
    return position < 0
  })
  return random.pick(group?.members ?? [])
}
