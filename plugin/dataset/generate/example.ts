import { EdgejsonError } from '../../model/errors.ts'
import type { JsonObject } from '../../model/json.ts'
import { quoted } from '../../model/printable.ts'
import { type AnswerOptions, defaultAnswerOptions, generateAnswer } from './answer.ts'
import type { SourceSchema } from './benchmark-schemas.ts'
import { makeConsistent } from './consistency/index.ts'
import { jsonText } from './json-text.ts'
import type { Random } from './random.ts'
import { type StyleName, styles } from './styles/index.ts'

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

/** What an example shall be. Together with the seed text it determines every character. */
export interface ExampleSpec {
  readonly id: string
  readonly schema: SourceSchema
  readonly style: StyleName
  /** Drives all randomness of this example and of no other. */
  readonly seed: string
  readonly answer?: Partial<AnswerOptions>
  /** Longest answer in characters; lists get shorter until it fits. About 2.1 characters make a token. */
  readonly maxAnswerLength?: number
  /** An example for which this is true is drawn again. */
  readonly reject?: (example: GeneratedExample) => boolean
}

const attempts = 50
const defaultMaxAnswerLength = 3400

/**
 * Makes one example.
 * @throws EdgejsonError `BAD_SCHEMA` when the schema leaves no value, or the style cannot write what it allows;
 *   `BAD_OPTION` when every draw was rejected.
 */
export function makeExample(spec: ExampleSpec, random: Random): GeneratedExample {
  let rejected = false
  for (let attempt = 0; attempt < attempts; attempt++) {
    random.reseed(attempt === 0 ? spec.seed : `${spec.seed}/${attempt}`)
    const expected = drawAnswer(spec, random)
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
    `the style "${spec.style}" cannot write answers of schema ${quoted(id)} without ambiguity (quotation marks, bars or line breaks in an enum?); choose another style`,
  )
}

function drawAnswer({ schema, answer, maxAnswerLength }: ExampleSpec, random: Random): JsonObject {
  const options = { ...defaultAnswerOptions, ...answer }
  for (let maxItems = options.maxItems; ; maxItems--) {
    const { value, flavour } = generateAnswer(schema.root, random, { ...options, maxItems })
    makeConsistent(schema.id, value, random, flavour === 'realistic')
    const fits = jsonText(value, schema.root).length <= (maxAnswerLength ?? defaultMaxAnswerLength)
    if (fits || maxItems <= 1) return value
  }
}

function describe(
  { id, schema, style }: ExampleSpec,
  expected: JsonObject,
  prompt: string,
): GeneratedExample {
  const fields = {
    id,
    schema_id: schema.id,
    complexity: schema.complexity,
    teacher: 'generator',
    source: style,
  }
  const head = jsonText({ ...fields, prompt }, null).slice(0, -1)
  const line = `${head}, "expected_output": ${jsonText(expected, schema.root)}}`
  return { id, schemaId: schema.id, complexity: schema.complexity, source: style, prompt, expected, line }
}
