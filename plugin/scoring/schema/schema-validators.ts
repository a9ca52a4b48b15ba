import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { printable, quoted } from '../../core/printable.ts'
import type { Example } from '../../records/example.ts'
import { compileSchema, type SchemaOptions, type SchemaValidator } from './compile-schema.ts'

/** A schema and its file. */
export interface SchemaFile {
  readonly id: string
  readonly schema: unknown
  readonly file: string
}

/** Schemas by name. The registry of the dataset room implements it. */
export interface SchemaSource {
  /** The schema of an example; undefined if it has none. */
  entryFor(example: Pick<Example, 'id' | 'schemaId'>): SchemaFile | undefined
  /** Another document by its URI. */
  document(uri: string): unknown
}

/** How the schemas are compiled, and how messages name their files. */
export interface ValidatorOptions extends Pick<SchemaOptions, 'assertFormats' | 'backtrackingPatterns'> {
  /** Messages name files relative to this folder. Default: the working folder. */
  readonly root?: string
}

/** The validators of a set of schemas, each compiled once. */
export class SchemaValidators {
  readonly #source: SchemaSource
  readonly #options: ValidatorOptions
  readonly #compiled = new Map<string, SchemaValidator>()

  constructor(source: SchemaSource, options: ValidatorOptions = {}) {
    this.#source = source
    this.#options = options
  }

  /**
   * The validator of an example; null if it has no schema.
   *
   * @throws {EdgejsonError} `BAD_SCHEMA`, with the file, for a schema that cannot be compiled
   */
  validatorFor(example: Pick<Example, 'id' | 'schemaId'>): SchemaValidator | null {
    const entry = this.#source.entryFor(example)
    if (entry === undefined) return null
    let validator = this.#compiled.get(entry.id)
    if (validator === undefined) {
      validator = this.#compile(entry)
      this.#compiled.set(entry.id, validator)
    }
    return validator
  }

  #compile({ schema, file }: SchemaFile): SchemaValidator {
    const { root = process.cwd(), ...options } = this.#options
    try {
      return compileSchema(schema, {
        ...options,
        uri: pathToFileURL(file).href,
        document: (uri) => this.#source.document(uri),
      })
    } catch (error) {
      if (!(error instanceof EdgejsonError)) throw error
      // The reason without the sentence that compileSchema puts in front of it.
      const reason = printable(errorMessage(error.cause ?? error), 1_000).replace(/\.$/, '')
      const name = path.relative(root, file).split(path.sep).join('/')
      throw new EdgejsonError(
        'BAD_SCHEMA',
        `the schema ${quoted(name.startsWith('../..') ? file : name, 300)} is broken: ${reason}.`,
        { cause: error },
      )
    }
  }
}
