import { EdgejsonError } from '../core/errors.ts'
import {
  ExampleHasher,
  type OpenedDataset,
  openDataset,
  openSchemas,
  type PromptTemplate,
  renderPrompt,
  type SchemaRegistry,
} from '../dataset/index.ts'
import type { ConstraintRecord } from '../records/constraint.ts'
import type { CompletionRequest, RequestedTool } from '../records/engine.ts'
import type { Example } from '../records/example.ts'
import type { ExampleHash } from '../records/example-hash.ts'
import {
  type DatasetSettings,
  isModule,
  isServer,
  type ProjectSettings,
} from '../records/project-settings.ts'
import type { PromptFrame, Shot } from '../records/prompt-frame.ts'
import { type SchemaValidator, SchemaValidators } from '../scoring/index.ts'
import { type LoadedScoring, loadScoring, rulesIdentity } from '../scoring/rules/load-scoring.ts'

/** The examples of a dataset, parsed when their test runs, and their schemas, each compiled once. */
export class DatasetLines {
  readonly schemas: SchemaRegistry
  readonly template: PromptTemplate
  /** What is around every prompt. */
  readonly frame: PromptFrame
  /** Set where the engine constrains outputs. */
  constraint: Pick<ConstraintRecord, 'mode' | 'whiteSpace'> | null = null
  /** Set by {@link loadScoring}. */
  scoring: LoadedScoring = { rules: null, metric: null }
  readonly #dataset: OpenedDataset
  readonly #hasher: ExampleHasher
  readonly #validators: SchemaValidators

  constructor(
    dataset: DatasetSettings,
    settings: ProjectSettings,
    { template, shots }: { readonly template: PromptTemplate; readonly shots: readonly Shot[] },
  ) {
    this.template = template
    this.schemas = openSchemas(settings.schemas)
    this.#validators = new SchemaValidators(this.schemas, {
      root: settings.root,
      backtrackingPatterns: settings.backtrackingPatterns,
    })
    this.frame = { system: settings.system, shots }
    this.#hasher = new ExampleHasher(template, this.schemas, rulesIdentity(settings.scoring), this.frame)
    this.#dataset = openDataset(dataset.file, {
      label: dataset.path,
      fields: settings.fields,
      schemas: this.schemas,
      schema: settings.schema,
      gold: settings.gold,
      goldValues: settings.goldValues,
    })
  }

  /**
   * Loads scoring rules and own metric, if the project has some.
   *
   * @throws {EdgejsonError} `BAD_OPTION` for a rule or a module that cannot be used
   */
  async loadScoring({ scoring, root }: ProjectSettings): Promise<void> {
    if (scoring !== null) this.scoring = await loadScoring(scoring, root)
  }

  /** The text of a line; null when it has none. */
  text(line: number): string | null {
    return this.#dataset.text(line)
  }

  example(line: number): Example {
    return this.#dataset.example(line)
  }

  /** Null if the prompt cannot be rendered: the example then fails with the reason when it runs. */
  hash(example: Example): ExampleHash | null {
    try {
      return this.#hasher.hash(example)
    } catch (error) {
      if (error instanceof EdgejsonError) return null
      throw error
    }
  }

  /**
   * Compiles the schemas that these lines name, so that a broken one is found before the first request. Returns notes on
   * what their drafts ignore.
   *
   * @throws {EdgejsonError} `BAD_SCHEMA` with the file
   */
  compileSchemas(lines: readonly number[]): readonly string[] {
    for (const line of lines) this.validator(this.example(line))
    return this.#validators.notes
  }

  /** Null if the example names no schema or an unknown one: then there is nothing to comply with. */
  validator(example: Example): SchemaValidator | null {
    return this.#validators.validatorFor(example)
  }
}

/** The request of an example. */
export function requestOf(
  example: Example,
  { maxNewTokens, stop, reasoning, timeoutMs, engine, model }: ProjectSettings,
  { schemas, constraint, template, frame }: DatasetLines,
): CompletionRequest {
  const prompt = renderPrompt(template, example, schemas, frame)
  const request = { id: example.id, prompt, maxNewTokens, stop, timeoutMs }
  return {
    ...request,
    ...(reasoning === null ? {} : { reasoning }),
    ...(engine.tools !== undefined && (isServer(model) || isModule(model))
      ? { tool: toolOf(example.schemaId, schemas.entryFor(example)?.schema) }
      : {}),
    ...(constraint === null
      ? {}
      : {
          constraint: {
            schema: constraint.mode === 'schema' ? (schemas.entryFor(example)?.schema ?? null) : null,
            whiteSpace: constraint.whiteSpace,
          },
        }),
  }
}

/** The tool of an example: its schema, under the name of the schema. */
function toolOf(schemaId: string | null, schema: unknown = { type: 'object' }): RequestedTool {
  const name = (schemaId ?? '').replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64)
  return { name: name === '' ? 'extract' : name, parameters: schema }
}
