import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { printable, quoted } from '../../core/printable.ts'
import type { Example } from '../../records/example.ts'
import { compileSchema, type SchemaOptions, type SchemaValidator } from './compile-schema.ts'
import { draftOf, ignoredKeywords } from './draft.ts'
import { misspeltKeywords } from './misspelt-keywords.ts'

/** A schema and its file. */
export interface SchemaFile {
  readonly id: string
  readonly schema: unknown
  readonly file: string
}

/** Schemas by name. The registry of the dataset room implements it. */
export interface SchemaSource {
  /** The schema of an example; undefined if it has none. */
  entryFor(example: Pick<Example, 'id' | 'schemaId' | 'schema'>): SchemaFile | undefined
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
  readonly #notes = new Set<string>()

  constructor(source: SchemaSource, options: ValidatorOptions = {}) {
    this.#source = source
    this.#options = options
  }

  /** What the compiled schemas hold that their drafts ignore. */
  get notes(): readonly string[] {
    return [...this.#notes]
  }

  /**
   * The validator of an example; null if it has no schema.
   *
   * @throws {EdgejsonError} `BAD_SCHEMA`, with the file, for a schema that cannot be compiled
   */
  validatorFor(example: Pick<Example, 'id' | 'schemaId' | 'schema'>): SchemaValidator | null {
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
    const { root: _, ...options } = this.#options
    const uri = pathToFileURL(file).href
    const documents = new Map<string, unknown>([[uri, schema]])
    try {
      const validator = compileSchema(schema, {
        ...options,
        uri,
        document: (other) => {
          const document = this.#source.document(other)
          if (document !== undefined) documents.set(other, document)
          return document
        },
      })
      this.#note(documents)
      return validator
    } catch (error) {
      if (!(error instanceof EdgejsonError)) throw error
      // The reason without the sentence that compileSchema puts in front of it.
      const reason = printable(errorMessage(error.cause ?? error), 1_000).replace(/\.$/, '')
      throw new EdgejsonError('BAD_SCHEMA', `the schema ${this.#name(file)} is broken: ${reason}.`, {
        cause: error,
      })
    }
  }

  #note(documents: ReadonlyMap<string, unknown>): void {
    const draft = draftOf([...documents.values()])
    for (const [uri, document] of documents) {
      this.#noteMisspelt(uri, document)
      const ignored = ignoredKeywords(document, draft).map(
        ({ what, pointer, times }) =>
          `${what} at ${placeOf(pointer)}${times > 1 ? ` and ${times - 1} more` : ''}`,
      )
      if (ignored.length === 0) continue
      this.#notes.add(
        `the schema ${this.#nameOf(uri)} is judged as ${draft}, which ignores ${some(ignored)}: name the draft that ` +
          'has these keywords in $schema, or remove them.',
      )
    }
  }

  #noteMisspelt(uri: string, document: unknown): void {
    const misspelt = misspeltKeywords(document).map(
      ({ keyword, meant, pointer }) =>
        `${quoted(keyword, 100)} at ${placeOf(pointer)} (did you mean "${meant}"?)`,
    )
    if (misspelt.length === 0) return
    this.#notes.add(
      `the schema ${this.#nameOf(uri)} has keywords that no draft knows, so that they check nothing: ${some(misspelt)}. ` +
        'Correct or remove them.',
    )
  }

  #nameOf(uri: string): string {
    return uri.startsWith('file:') ? this.#name(fileURLToPath(uri)) : quoted(uri, 300)
  }

  #name(file: string): string {
    const { root = process.cwd() } = this.#options
    const name = path.relative(root, file).split(path.sep).join('/')
    return quoted(name.startsWith('../..') ? file : name, 300)
  }
}

function placeOf(pointer: string): string {
  return pointer === '' ? 'its root' : printable(pointer, 200)
}

/** Longest list in a note. */
const MOST = 3

function some(parts: readonly string[]): string {
  const more = parts.length - MOST
  return `${parts.slice(0, MOST).join(', ')}${more > 0 ? ` and ${more} more keywords` : ''}`
}
