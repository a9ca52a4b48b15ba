import { EdgejsonError } from '../core/errors.ts'
import { isRecord, type JsonObject } from '../core/json/json.ts'
import { quoted } from '../core/printable.ts'
import { benchmarkSchemas, type SourceSchema } from './benchmark-schemas.ts'
import { broadOptions, type ValueVariety } from './broad-values.ts'
import { makeConsistent } from './consistency/index.ts'
import { generateExpected } from './expected-value.ts'
import { jsonText } from './json-text.ts'
import type { Random } from './random.ts'
import { type StyleName, styles } from './styles/index.ts'
import { defaultValueOptions, type ValueOptions } from './value-options.ts'

/** One generated example. */
export interface GeneratedExample {
  readonly id: string
  readonly schemaId: string
  readonly complexity: string
  /** Style of the prompt. */
  readonly source: StyleName
  readonly prompt: string
  readonly expected: JsonObject
  /** The whole example as a line of a dataset file, without the line break. */
  readonly line: string
}

/** The specification of an example. Together with the seed text it determines every character. */
export interface ExampleSpec {
  readonly id: string
  readonly schema: SourceSchema
  readonly style: StyleName
  /** The seed of all randomness of this example, and of no other. */
  readonly seed: string
  readonly valueOptions?: Partial<ValueOptions>
  /** Longest expected value in characters; lists get shorter until it fits. About 2.1 characters make a token. */
  readonly maxExpectedLength?: number
  /** `tidy` unless given. */
  readonly values?: ValueVariety
  /** Whether the line names its schema; true unless given. */
  readonly namesSchema?: boolean
  /** An example for which this returns true is drawn again. */
  readonly reject?: (example: GeneratedExample) => boolean
}

const attempts = 50
/** Schemas whose sums can be checked. */
const isPriced: ReadonlySet<string> = new Set(['invoice', 'order_details', 'shopping_cart'])
/** The longest expected value of the benchmark's train split has 5,199 characters, of its test split about 3,600. */
const maxExpectedLengths = { tidy: 3400, broad: 5200 } as const

/**
 * Makes one example.
 * @throws EdgejsonError `BAD_SCHEMA` when the schema leaves no value, or the style cannot write what it allows;
 *   `BAD_OPTION` when every draw was rejected.
 */
export function makeExample(spec: ExampleSpec, random: Random): GeneratedExample {
  let rejected = false
  for (let attempt = 0; attempt < attempts; attempt++) {
    random.reseed(attempt === 0 ? spec.seed : `${spec.seed}/${attempt}`)
    const expected = drawExpected(spec, random)
    const prompt = styles[spec.style](expected, spec.schema, random)
    if (prompt === null) continue
    const example = describe(spec, expected, prompt)
    if (!spec.reject?.(example)) return example
    rejected = true
  }
  const { id } = spec.schema
  if (rejected) {
    throw new EdgejsonError(
      'BAD_OPTION',
      `${attempts} draws for ${spec.id} were all to be avoided: schema ${quoted(id)} has too few different values; generate fewer examples of it`,
    )
  }
  throw new EdgejsonError(
    'BAD_SCHEMA',
    `the style "${spec.style}" cannot write expected values of schema ${quoted(id)} without ambiguity (quotation marks, bars or line breaks in an enum?); choose another style`,
  )
}

function drawExpected(spec: ExampleSpec, random: Random): JsonObject {
  const { schema, values } = spec
  const maxExpectedLength = spec.maxExpectedLength ?? maxExpectedLengths[values ?? 'tidy']
  const source = schema.from?.schema ?? schema
  const options = valueOptionsOf(spec, random)
  for (
    let maxItems = options.maxItems;
    ;
    maxItems = maxItems > 5 ? Math.ceil(maxItems * 0.6) : maxItems - 1
  ) {
    const { value, flavour } = generateExpected(source.root, random, { ...options, maxItems })
    if (!options.broad || isPriced.has(source.id) || random.chance(0.3)) {
      // A schema of another origin may have the name of a benchmark schema.
      if (benchmarkSchemas().includes(source))
        makeConsistent(source.id, value, random, flavour === 'realistic')
    }
    const expected = converted(value, schema)
    if (jsonText(expected, schema.root).length <= maxExpectedLength || maxItems <= 1) return expected
  }
}

function valueOptionsOf({ schema, style, valueOptions, values }: ExampleSpec, random: Random): ValueOptions {
  const tidy = { ...defaultValueOptions, ...valueOptions }
  if (values !== 'broad') return tidy
  // Only a reader that knows the schema knows the order of its fields.
  const looseItems = benchmarkSchemas().includes(schema)
  return { ...broadOptions(tidy, random), ...valueOptions, looseItems, verbatim: style === 'official' }
}

function converted(value: JsonObject, { from }: SourceSchema): JsonObject {
  const expected = from ? from.convert(value) : value
  return isRecord(expected) ? expected : value
}

function describe(
  { id, schema, style, namesSchema = true }: ExampleSpec,
  expected: JsonObject,
  prompt: string,
): GeneratedExample {
  const fields = {
    id,
    schema_id: namesSchema ? schema.id : null,
    complexity: schema.complexity,
    teacher: 'generator',
    source: style,
  }
  const head = jsonText({ ...fields, prompt }, null).slice(0, -1)
  const line = `${head}, "expected_output": ${jsonText(expected, schema.root)}}`
  return { id, schemaId: schema.id, complexity: schema.complexity, source: style, prompt, expected, line }
}
