import { createHash } from 'node:crypto'
import { canonicalJson } from '../core/json/canonical.ts'
import type { JsonValue } from '../core/json/json.ts'
import { promptIdentity, type RenderedPrompt } from '../records/engine.ts'
import { acceptableValues, type Example } from '../records/example.ts'
import type { ExampleHash } from '../records/example-hash.ts'
import { NO_FRAME, type PromptFrame } from '../records/prompt-frame.ts'
import { type PromptTemplate, renderPrompt } from './prompt-template.ts'
import { referredDocuments } from './schemas/referred-documents.ts'
import type { SchemaRegistry } from './schemas/schema-registry.ts'

/** Hexadecimal digits of a hash. */
const DIGITS = 16

function shortHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, DIGITS)
}

/** Hash of a prompt as the engine receives it. JSON text also distinguishes lone surrogates. */
export function hashPrompt(prompt: RenderedPrompt): string {
  return shortHash(promptIdentity(prompt))
}

/** The expected value, or all accepted values whatever their order: the best one counts. */
function expectedIdentity(example: Example): string {
  // No JSON text is empty.
  if (example.expected === undefined) return ''
  if (example.accepted === undefined) return canonicalJson(example.expected)
  return JSON.stringify([...new Set(acceptableValues(example).map(canonicalJson))].sort())
}

/** Computes the example hashes of a run. Each schema is hashed once. */
export class ExampleHasher {
  readonly #template: PromptTemplate
  readonly #schemas: Pick<SchemaRegistry, 'document' | 'entryFor'>
  readonly #rules: string
  readonly #frame: PromptFrame
  readonly #ofSchema = new Map<string, string>()

  /**
   * @param rules the scoring rules of the run
   * @param frame system prompt and few-shot examples. Default: neither
   */
  constructor(
    template: PromptTemplate,
    schemas: Pick<SchemaRegistry, 'document' | 'entryFor'>,
    rules: JsonValue,
    frame: PromptFrame = NO_FRAME,
  ) {
    this.#frame = frame
    this.#template = template
    this.#schemas = schemas
    this.#rules = shortHash(canonicalJson(rules))
  }

  /** @throws {EdgejsonError} `BAD_OPTION` when the template needs a schema that the example lacks. */
  hash(example: Example): ExampleHash {
    return {
      prompt: hashPrompt(renderPrompt(this.#template, example, this.#schemas, this.#frame)),
      expected: shortHash(expectedIdentity(example)),
      schema: this.#schemaHash(example),
      rules: this.#rules,
    }
  }

  /** Null if the example has no schema. */
  #schemaHash(example: Example): string | null {
    const entry = this.#schemas.entryFor(example)
    if (entry === undefined) return null
    let hash = this.#ofSchema.get(entry.id)
    if (hash === undefined) {
      hash = shortHash(JSON.stringify(referredDocuments(entry, this.#schemas).map(canonicalJson).sort()))
      this.#ofSchema.set(entry.id, hash)
    }
    return hash
  }
}
