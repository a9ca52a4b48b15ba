import {
  ExampleHasher,
  loadSchemas,
  type OpenedDataset,
  openDataset,
  type SchemaRegistry,
} from '../dataset/index.ts'
import {
  type DatasetSettings,
  EdgejsonError,
  type Example,
  type ExampleHash,
  type ProjectSettings,
} from '../model/index.ts'
import { compileSchema, SCORING_RULES, type SchemaValidator } from '../scoring/index.ts'

/** The examples of a dataset, parsed when their test runs, and the schemas they name, compiled once. */
export class DatasetLines {
  readonly schemas: SchemaRegistry
  readonly #dataset: OpenedDataset
  readonly #hasher: ExampleHasher
  readonly #compiled = new Map<string, SchemaValidator | null>()

  constructor(dataset: DatasetSettings, settings: ProjectSettings) {
    this.schemas = loadSchemas(settings.schemasDir ?? undefined)
    this.#hasher = new ExampleHasher(settings.template, this.schemas, SCORING_RULES)
    this.#dataset = openDataset(dataset.file, {
      label: dataset.path,
      fields: settings.fields,
      schemas: this.schemas,
    })
  }

  example(line: number): Example {
    return this.#dataset.example(line)
  }

  /** Null when the prompt cannot be rendered: the example then fails with the reason when it is run. */
  hash(example: Example): ExampleHash | null {
    try {
      return this.#hasher.hash(example)
    } catch (error) {
      if (error instanceof EdgejsonError) return null
      throw error
    }
  }

  /** Null when the example names no schema or one that is not known: there is nothing to comply with. */
  validator(schemaId: string | null): SchemaValidator | null {
    if (schemaId === null) return null
    let compiled = this.#compiled.get(schemaId)
    if (compiled === undefined) {
      const schema = this.schemas.get(schemaId)
      compiled = schema === undefined ? null : compileSchema(schema)
      this.#compiled.set(schemaId, compiled)
    }
    return compiled
  }
}
