import path from 'node:path'
import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { quoted } from '../../../plugin/core/printable.ts'
import { loadDataset } from '../../../plugin/dataset/index.ts'
import {
  avoiding,
  benchmarkSchemas,
  type GeneratedExample,
  generateExamples,
  type SourceSchema,
  type StyleName,
  sourceSchema,
  styleNames,
  type ValueVariety,
} from '../../../plugin/generator/index.ts'
import { compileSchema, type SchemaValidator } from '../../../plugin/scoring/index.ts'
import { readJsonFile } from '../../json-file.ts'
import { schemaWriter } from './write-schemas.ts'

/** The part of the command line that says what a stream consists of. */
export interface StreamChoice {
  readonly seed?: number
  readonly count: number
  readonly start?: number
  readonly schema?: readonly string[]
  readonly complexity?: readonly string[]
  readonly style?: readonly string[]
  readonly avoid?: readonly string[]
  readonly vary?: number
  readonly values?: string
  readonly schemasOut?: string
  readonly force?: boolean
}

/**
 * The stream that the command line asks for. Everything it names is read and checked before the first example.
 *
 * @throws {EdgejsonError} for an unknown name, a schema or dataset that cannot be read, or filters that leave nothing.
 */
export function streamExamples(choice: StreamChoice): Iterable<GeneratedExample> {
  const { seed, count, start, avoid = [] } = choice
  if (choice.schemasOut !== undefined && !choice.vary) {
    throw new EdgejsonError('BAD_ARGUMENT', '--schemas-out needs --vary: without it no schema is generated')
  }
  const avoided = avoid.flatMap((file) => readExamples(file))
  const examples = generateExamples({
    count,
    schemas: chosenSchemas(choice),
    styles: (choice.style ?? styleNames).map(styleName),
    ...(seed === undefined ? {} : { seed }),
    ...(start === undefined ? {} : { start }),
    ...(choice.vary === undefined ? {} : { vary: choice.vary }),
    ...(choice.values === undefined ? {} : { values: valueVariety(choice.values) }),
    ...(choice.schemasOut === undefined
      ? {}
      : { onSchema: schemaWriter(choice.schemasOut, choice.force === true) }),
    ...(avoided.length === 0 ? {} : { reject: avoiding(avoided) }),
  })
  return checkObedience(examples, ownValidators(choice))
}

/** The schemas that were given as files, compiled. */
function ownValidators({ schema = [] }: StreamChoice): Map<string, SchemaValidator> {
  return new Map(
    schema.filter(isFile).map((file) => {
      try {
        return [schemaName(file), compileSchema(readJsonFile(file, 'the schema', 'BAD_SCHEMA'))]
      } catch (error) {
        if (!(error instanceof EdgejsonError)) throw error
        throw new EdgejsonError('BAD_SCHEMA', `${quoted(file)}: ${error.text}`, { cause: error })
      }
    }),
  )
}

function isFile(schema: string): boolean {
  return schema.endsWith('.json')
}

function schemaName(file: string): string {
  return path.basename(file, '.json')
}

function chosenSchemas({ schema, complexity }: StreamChoice): SourceSchema[] {
  const named = schema === undefined ? benchmarkSchemas() : schema.map((name) => oneSchema(name))
  const known = [...new Set([...benchmarkSchemas(), ...named].map((entry) => entry.complexity))]
  const wrong = complexity?.find((level) => !known.includes(level))
  if (wrong !== undefined) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `--complexity ${quoted(wrong)} is unknown; there is ${known.join(', ')}`,
    )
  }
  const left = named.filter((entry) => complexity?.includes(entry.complexity) ?? true)
  if (left.length === 0) {
    const levels = named.map(({ id, complexity: level }) => `${id} is ${level}`).join(', ')
    throw new EdgejsonError('BAD_ARGUMENT', `--schema and --complexity leave nothing to generate: ${levels}`)
  }
  return left
}

function oneSchema(name: string): SourceSchema {
  if (isFile(name)) return sourceSchema(schemaName(name), readJsonFile(name, 'the schema', 'BAD_SCHEMA'))
  const found = benchmarkSchemas().find(({ id }) => id === name)
  if (found) return found
  const names = benchmarkSchemas().map(({ id }) => id)
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `--schema ${quoted(name)} is unknown; name a file that ends in .json, or one of ${names.join(', ')}`,
  )
}

/** Broken lines cannot leak, but a broken file is probably the wrong file, so it is an error. */
function readExamples(file: string): ReturnType<typeof loadDataset>['examples'] {
  const { examples, problems } = loadDataset(file)
  const [problem] = problems
  if (problem) {
    throw new EdgejsonError(
      'BAD_DATASET',
      `--avoid ${file} has ${problems.length} broken lines; edgejson validate shows them`,
    )
  }
  return examples
}

function valueVariety(name: string): ValueVariety {
  if (name === 'tidy' || name === 'broad') return name
  throw new EdgejsonError('BAD_ARGUMENT', `--values ${quoted(name)} is unknown; there is tidy, broad`)
}

function styleName(name: string): StyleName {
  const found = styleNames.find((style) => style === name)
  if (found) return found
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `--style ${quoted(name)} is unknown; there is ${styleNames.join(', ')}`,
  )
}

/**
 * Passes on the examples of a stream, each checked against the schema that it was made from.
 *
 * @param validators by the name of the schema, for those that are checked
 * @throws {EdgejsonError} `BAD_SCHEMA` for the first example that breaks its schema
 */
function* checkObedience(
  examples: Iterable<GeneratedExample>,
  validators: ReadonlyMap<string, SchemaValidator>,
): Generator<GeneratedExample> {
  for (const example of examples) {
    const [broken] = validators.get(example.schemaId)?.(example.expected).errors ?? []
    if (broken !== undefined)
      throw new EdgejsonError(
        'BAD_SCHEMA',
        `the generator does not support the schema ${quoted(example.schemaId)}: in ${quoted(example.id)}, ${broken.path} ${broken.message}. ` +
          'Simplify the schema there.',
      )
    yield example
  }
}
