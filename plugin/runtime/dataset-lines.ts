import { loadSchemas, type OpenedDataset, openDataset, type SchemaRegistry } from '../dataset/index.ts'
import type { DatasetSettings, Example, ProjectSettings } from '../model/index.ts'
import { compileSchema, type SchemaValidator } from '../scoring/index.ts'

/** The examples of a dataset, parsed when their test runs, and the schemas they name, compiled once. */
export class DatasetLines {
  readonly schemas: SchemaRegistry
  readonly #dataset: OpenedDataset
  readonly #compiled = new Map<string, SchemaValidator | null>()

  constructor(dataset: DatasetSettings, settings: ProjectSettings) {
    this.schemas = loadSchemas(settings.schemasDir ?? undefined)
    this.#dataset = openDataset(dataset.file, {
      label: dataset.path,
      fields: settings.fields,
      schemas: this.schemas,
    })
  }

  example(line: number): Example {
    return this.#dataset.example(line)
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
