import { editDistance } from '../../core/schema/nearest-name.ts'
import { visitSchemas } from './subschemas.ts'

/** Keywords of any draft that decide about a value. */
const DECIDING = (
  'type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern items ' +
  'prefixItems additionalItems unevaluatedItems maxItems minItems uniqueItems contains minContains maxContains ' +
  'maxProperties minProperties required properties patternProperties additionalProperties unevaluatedProperties ' +
  'propertyNames dependencies dependentRequired dependentSchemas allOf anyOf oneOf not if $ref $dynamicRef ' +
  '$recursiveRef'
).split(' ')

/** The other keywords of the drafts, and `example` and `nullable` of OpenAPI: they are known, and no misspelling is traced to them. */
const DESCRIBING = (
  '$schema $id id $anchor $dynamicAnchor $recursiveAnchor $defs $vocabulary $comment definitions title description default ' +
  'examples example deprecated readOnly writeOnly nullable format contentEncoding contentMediaType contentSchema then else'
).split(' ')

const KNOWN = new Set([...DECIDING, ...DESCRIBING])

/** Shorter names are near to many words. */
const SHORTEST = 4
/** From this length on two letters may be wrong. */
const LONG = 8

/** A keyword that no draft has and that is nearly one that decides about values. */
export interface MisspeltKeyword {
  readonly keyword: string
  readonly meant: string
  /** JSON Pointer of the subschema. */
  readonly pointer: string
}

/** The keywords of a schema that are most likely misspelt: a validator accepts them, and nothing is checked. Each once. */
export function misspeltKeywords(schema: unknown): MisspeltKeyword[] {
  const found = new Map<string, MisspeltKeyword>()
  visitSchemas(schema, (each, pointer) => {
    for (const keyword of Object.keys(each)) {
      if (KNOWN.has(keyword) || keyword.startsWith('x-') || found.has(keyword)) continue
      const meant = DECIDING.find((known) => isNearly(keyword, known))
      if (meant !== undefined) found.set(keyword, { keyword, meant, pointer })
    }
  })
  return [...found.values()]
}

/** The same letters (`max_length`, `anyof`, `ref`), or nearly. */
function isNearly(keyword: string, known: string): boolean {
  const [a, b] = [keyword, known].map((name) => name.toLowerCase().replace(/[^a-z]/g, '')) as [string, string]
  if (a === b) return true
  if (b.length < SHORTEST || keyword.length > 40) return false
  return editDistance(a, b) <= (b.length < LONG ? 1 : 2)
}
