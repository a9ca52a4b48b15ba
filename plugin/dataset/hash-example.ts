import { createHash } from 'node:crypto'
import { canonicalJson } from '../model/canonical-json.ts'
import type { RenderedPrompt } from '../model/engine.ts'
import type { Example } from '../model/example.ts'
import type { ExampleHash } from '../model/example-hash.ts'
import { isRecord, type JsonValue } from '../model/json.ts'
import { type PromptTemplateOption, renderPrompt } from './prompt-template.ts'
import type { SchemaRegistry } from './schemas/schema-registry.ts'

/** Hexadecimal digits that a hash keeps. */
const DIGITS = 16

function shortHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, DIGITS)
}

/** Hash of a prompt as an engine gets it. JSON text also keeps lone surrogates apart. */
export function hashPrompt({ kind, text }: RenderedPrompt): string {
  return shortHash(JSON.stringify([kind, text]))
}

/** Makes the example hashes of a run; each schema is hashed once. */
export class ExampleHasher {
  readonly #template: PromptTemplateOption
  readonly #schemas: Pick<SchemaRegistry, 'get' | 'entryFor'>
  readonly #rules: string
  readonly #ofSchema = new Map<string, string>()

  /** @param rules the scoring rules of the run */
  constructor(
    template: PromptTemplateOption,
    schemas: Pick<SchemaRegistry, 'get' | 'entryFor'>,
    rules: JsonValue,
  ) {
    this.#template = template
    this.#schemas = schemas
    this.#rules = shortHash(canonicalJson(rules))
  }

  /** @throws {EdgejsonError} `BAD_OPTION` when the template needs a schema that the example lacks. */
  hash(example: Example): ExampleHash {
    return {
      prompt: hashPrompt(renderPrompt(this.#template, example, this.#schemas)),
      expected: shortHash(canonicalJson(example.expected)),
      schema: this.#schemaHash(example),
      rules: this.#rules,
    }
  }

  /** Null where no schema judges the example. */
  #schemaHash(example: Example): string | null {
    const entry = this.#schemas.entryFor(example)
    if (entry === undefined) return null
    let hash = this.#ofSchema.get(entry.id)
    if (hash === undefined) {
      hash = shortHash(JSON.stringify(schemaTexts(entry.id, this.#schemas)))
      this.#ofSchema.set(entry.id, hash)
    }
    return hash
  }
}

/** A schema and those that it refers to by file name, each as canonical text. Empty when the first is not known. */
function schemaTexts(schemaId: string, schemas: Pick<SchemaRegistry, 'get'>): string[] {
  const texts: string[] = []
  const seen = new Set<string>()
  const waiting = [schemaId]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue
    seen.add(id)
    const schema = schemas.get(id)
    if (schema === undefined) continue
    texts.push(canonicalJson(schema as JsonValue))
    waiting.push(...referencesIn(schema))
  }
  return texts
}

/** Names of the schema files in the references of a schema: `address` for `"$ref": "address.json#/definitions/zip"`. */
function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, child]) => {
    if (!/^\$(?:ref|dynamicRef|recursiveRef)$/.test(key) || typeof child !== 'string')
      return referencesIn(child)
    const name = /([^/#]+)(?:#.*)?$/.exec(child.replace(/#.*$/, ''))?.[1]
    return name === undefined ? [] : [name.replace(/\.json$/, '')]
  })
}
