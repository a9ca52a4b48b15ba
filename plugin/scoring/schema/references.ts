import { createRequire } from 'node:module'
import type { Ajv, CodeKeywordDefinition, KeywordCxt } from 'ajv'
import { isRecord } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { spend } from '../work-budget.ts'
import { ajvLibrary } from './ajv-library.ts'
import { inPlaceSubschemas, type SchemaObject } from './subschemas.ts'

const require = createRequire(import.meta.url)

/** How many subschemas references may apply to one value. */
const MAX_IN_PLACE = 100_000

/** Steps for following one reference: a million of them use up the budget of a value. */
const STEPS_PER_REFERENCE = 500

const KEYWORDS = ['$ref', '$dynamicRef', '$recursiveRef']

/** The target of each schema with a `$ref`. */
export type References = Map<SchemaObject, unknown>

/** Makes a validator count the references that it follows, and records the target of each `$ref`. */
export function countReferences(ajv: Ajv): References {
  const { _ } = ajvLibrary()
  const references: References = new Map()
  for (const keyword of KEYWORDS) {
    const rule = ajv.RULES.all[keyword]
    if (typeof rule !== 'object') continue
    const definition = rule.definition as CodeKeywordDefinition
    ajv.removeKeyword(keyword)
    ajv.addKeyword({
      ...definition,
      keyword,
      code: (cxt) => {
        if (keyword === '$ref') references.set(cxt.it.schema, targetOf(cxt))
        const count = cxt.gen.scopeValue('func', { ref: countReference, code: _`countReference` })
        cxt.gen.code(_`${count}()`)
        definition.code(cxt)
      },
    })
  }
  return references
}

function countReference(): void {
  spend(STEPS_PER_REFERENCE)
}

function targetOf({ schema: reference, it }: KeywordCxt): unknown {
  const { resolveRef, SchemaEnv } =
    require('ajv/dist/compile/index.js') as typeof import('ajv/dist/compile/index.js')
  const { root } = it.schemaEnv
  // As ajv's own keyword does. Resolving it here as well would compile the root within itself.
  if ((reference === '#' || reference === '#/') && it.baseId === root.baseId) return root.schema
  const target = resolveRef.call(it.self, root, it.baseId, String(reference))
  return target instanceof SchemaEnv ? target.schema : target
}

/**
 * Rejects schemas that cannot validate in bounded time: a schema that refers to itself for the same value,
 * and references that multiply (`allOf` of two references to an `allOf` of two references, and so on).
 *
 * @throws {TypeError} with the reference
 */
export function refuseEndlessReferences(references: References): void {
  const costs = new Map<SchemaObject, number>()
  const open = new Set<SchemaObject>()
  const costOf = (schema: SchemaObject): number => {
    const known = costs.get(schema)
    if (known !== undefined) return known
    if (open.has(schema))
      throw new TypeError(
        `the reference ${quoted(schema.$ref ?? '#')} leads back to itself for the same value`,
      )
    open.add(schema)
    let cost = 1
    for (const child of inPlaceSubschemas(schema)) cost += costOf(child)
    const target = references.get(schema)
    if (isRecord(target)) cost += costOf(target)
    open.delete(schema)
    if (cost > MAX_IN_PLACE)
      throw new TypeError(
        `its references multiply: more than ${MAX_IN_PLACE} subschemas would judge one value, at ${quoted(schema.$ref ?? Object.keys(schema))}`,
      )
    costs.set(schema, cost)
    return cost
  }
  for (const schema of references.keys()) costOf(schema)
}
