import { createHash } from 'node:crypto'
import { stringifyJson } from '../../core/json/stringify.ts'
import { packageInfo } from '../../core/package-info.ts'
import type { Engine } from '../../records/engine.ts'
import { defineEngine } from '../contract/define-engine.ts'
import { promptReader, type SchemaRecord } from './read-prompt.ts'

export interface RulesEngineOptions {
  /**
   * The JSON Schemas of the benchmark by name. From a registry: `Object.fromEntries(ids.map((id) => [id,
   * get(id)]))`.
   */
  readonly schemas: SchemaRecord
}

/**
 * The rule-based baseline: a parser that knows the schemas and the layout of the benchmark's own prompts,
 * without a model. Its input is the input of a model, the rendered prompt, so it must find the schema itself.
 * Deterministic. It produces no tokens, so token counts are unknown and `maxNewTokens` has no effect. For a
 * prompt of another source it returns the keys that it finds, or `{}`.
 */
export function rulesEngine({ schemas }: RulesEngineOptions): Engine {
  const read = promptReader(schemas)
  // Completions depend on the schemas alone, as those of a model depend on its weights.
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
    deterministic: true,
    answer: async ({ prompt }) => stringifyJson(read(prompt.messages?.at(-1)?.content ?? prompt.text)),
  })
}

/** Independent of the order of the schemas; the order of properties inside a schema counts. */
function canonicalText(schemas: SchemaRecord): string {
  return JSON.stringify(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)))
}
