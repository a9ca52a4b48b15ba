import { createHash } from 'node:crypto'
import { stringifyJson } from '../../core/json/stringify.ts'
import { packageInfo } from '../../core/package-info.ts'
import type { Engine } from '../../records/engine.ts'
import { defineEngine } from '../contract/define-engine.ts'
import { promptReader, type SchemaRecord } from './read-prompt.ts'

export interface RulesEngineOptions {
  /** The JSON Schemas of the benchmark by name. A registry gives `Object.fromEntries(ids.map((id) => [id, get(id)]))`. */
  readonly schemas: SchemaRecord
}

/**
 * The line that a model must be measured against: a parser that knows the schemas and the layout of the benchmark's
 * own prompts, and no model. It sees what a model sees, the rendered prompt, and has to find the schema by itself.
 * Deterministic; token counts are not known (there are no tokens), so `maxNewTokens` limits nothing. A prompt of
 * another style gets an answer with the keys it happens to show, or `{}`.
 */
export function rulesEngine({ schemas }: RulesEngineOptions): Engine {
  const read = promptReader(schemas)
  // The schemas are all that the completions depend on, as on the weights of a model.
  const sha256 = createHash('sha256').update(canonicalText(schemas)).digest('hex')
  return defineEngine({
    model: {
      id: 'rules',
      specifier: 'rules',
      sha256,
      contentSha256: sha256,
      engine: 'rules',
      engineVersion: packageInfo.version,
      threads: 1,
      // A fact, not an unknown.
      parameters: 0,
    },
    answer: async ({ prompt }) => stringifyJson(read(prompt.text)),
  })
}

/** The same for the same schemas in any order; the order of properties inside a schema counts. */
function canonicalText(schemas: SchemaRecord): string {
  return JSON.stringify(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)))
}
