import { isRecord } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import { type SchemaObject, visitSchemas } from './subschemas.ts'

/** A draft of JSON Schema. */
export type Draft = 'draft-04' | 'draft-06' | 'draft-07' | '2019-09' | '2020-12'

/** All supported drafts, oldest first. */
export const DRAFTS: readonly Draft[] = ['draft-04', 'draft-06', 'draft-07', '2019-09', '2020-12']

const META_SCHEMA =
  /^https?:\/\/json-schema\.org\/(?:draft-(?<number>04|05|06|07)\/|draft\/(?<year>2019-09|2020-12)\/)?(?:hyper-)?schema\/?#?$/

/** Draft-05 has the keywords of draft-04. */
const BY_NUMBER: Readonly<Record<string, Draft>> = {
  '04': 'draft-04',
  '05': 'draft-04',
  '06': 'draft-06',
  '07': 'draft-07',
}

/**
 * The draft that `$schema` declares, with http or https, with `#` or without; null if none is declared.
 *
 * @throws {TypeError} for another meta-schema
 */
export function declaredDraft(schema: unknown): Draft | null {
  const declared = isRecord(schema) ? schema.$schema : undefined
  if (declared === undefined) return null
  const groups = typeof declared === 'string' ? META_SCHEMA.exec(declared)?.groups : undefined
  if (groups === undefined)
    throw new TypeError(
      `$schema is ${quoted(declared, 200)}, which is not supported; it can be one of ${DRAFTS.join(', ')} ` +
        `(such as "${META_URIS['2020-12']}"), or be left out`,
    )
  const { number, year } = groups
  if (number !== undefined) return BY_NUMBER[number] ?? null
  return DRAFTS.find((draft) => draft === year) ?? null
}

/** URI of the meta-schema of each draft. */
export const META_URIS: Readonly<Record<Draft, string>> = {
  'draft-04': 'http://json-schema.org/draft-04/schema',
  'draft-06': 'http://json-schema.org/draft-06/schema',
  'draft-07': 'http://json-schema.org/draft-07/schema',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
}

/**
 * The draft of these documents (the schema first, then the files that it refers to): the declared one. If
 * none is declared, the keywords decide, so that a keyword that only some drafts have is never ignored.
 * Without such keywords it is draft-07.
 *
 * @throws {TypeError} if two drafts are declared, or keywords of two drafts are used
 */
export function draftOf(documents: readonly unknown[]): Draft {
  const [first, other] = new Set(documents.map(declaredDraft).filter((draft) => draft !== null))
  if (first !== undefined && other !== undefined)
    throw new TypeError(
      `it refers to a file of another draft (${first} and ${other}); one draft must judge them all: use the same $schema`,
    )
  const undeclared = documents.filter((document) => declaredDraft(document) === null)
  return first ?? draftOfKeywords(undeclared)
}

/** A keyword, or the way it is used, and the drafts that have it. */
interface Evidence {
  readonly what: string
  readonly drafts: readonly Draft[]
}

const SINCE_2019: readonly Draft[] = ['2019-09', '2020-12']
const UNTIL_2019: readonly Draft[] = ['draft-04', 'draft-06', 'draft-07', '2019-09']
const SINCE_07: readonly Draft[] = ['draft-07', ...SINCE_2019]
const SINCE_06: readonly Draft[] = ['draft-06', ...SINCE_07]

const KEYWORDS: Readonly<Record<string, readonly Draft[]>> = {
  prefixItems: ['2020-12'],
  $dynamicRef: ['2020-12'],
  $dynamicAnchor: ['2020-12'],
  $recursiveRef: ['2019-09'],
  $recursiveAnchor: ['2019-09'],
  additionalItems: UNTIL_2019,
  dependentRequired: SINCE_2019,
  dependentSchemas: SINCE_2019,
  unevaluatedProperties: SINCE_2019,
  unevaluatedItems: SINCE_2019,
  minContains: SINCE_2019,
  maxContains: SINCE_2019,
  $anchor: SINCE_2019,
  if: SINCE_07,
  const: SINCE_06,
  contains: SINCE_06,
  propertyNames: SINCE_06,
  $id: SINCE_06,
}

/** Siblings of `$ref` that have no meaning of their own. */
const BESIDE_REF = new Set(
  (
    '$ref $schema $id id $comment title description default examples example deprecated readOnly writeOnly ' +
    '$defs definitions nullable'
  ).split(' '),
)

const ASSERTING = new Set(
  (
    'type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern items ' +
    'additionalItems maxItems minItems uniqueItems contains maxProperties minProperties required properties ' +
    'patternProperties additionalProperties propertyNames dependencies allOf anyOf oneOf not if'
  ).split(' '),
)

function draftOfKeywords(documents: readonly unknown[]): Draft {
  const found = new Map<string, Evidence>()
  let ids = false
  let namedReferences = false
  for (const document of documents)
    visitSchemas(document, (schema) => {
      for (const evidence of evidenceIn(schema)) found.set(evidence.what, evidence)
      ids ||= typeof schema.id === 'string'
      namedReferences ||= typeof schema.$ref === 'string' && !/^#(?:\/|$)/.test(schema.$ref)
    })
  const evidence = [...found.values()]
  const possible = DRAFTS.filter((draft) => evidence.every(({ drafts }) => drafts.includes(draft)))
  // `id` names a schema in draft-04 only, and matters only if a reference uses the name.
  if (ids && namedReferences && possible.includes('draft-04')) return 'draft-04'
  if (possible.includes('draft-07')) return 'draft-07'
  // The newest draft, because generators write it today.
  const newest = possible.at(-1)
  if (newest === undefined) throw new TypeError(conflict(evidence))
  return newest
}

/** A keyword, or the way it is used, that a draft does not know, and where it stands first. */
export interface IgnoredKeyword {
  readonly what: string
  /** JSON Pointer of the subschema. */
  readonly pointer: string
  /** How often it is used so. */
  readonly times: number
}

/** What this draft ignores in a schema although another draft gives it a meaning, each once. */
export function ignoredKeywords(schema: unknown, draft: Draft): IgnoredKeyword[] {
  const found = new Map<string, IgnoredKeyword>()
  visitSchemas(schema, (each, pointer) => {
    for (const { what, drafts } of evidenceIn(each)) {
      // A name judges nothing.
      if (drafts.includes(draft) || what === '$id' || what === '$anchor') continue
      const earlier = found.get(what)
      found.set(what, earlier ? { ...earlier, times: earlier.times + 1 } : { what, pointer, times: 1 })
    }
  })
  return [...found.values()]
}

function evidenceIn(schema: SchemaObject): Evidence[] {
  const found: Evidence[] = []
  for (const key of Object.keys(schema)) {
    const drafts = Object.hasOwn(KEYWORDS, key) ? KEYWORDS[key] : undefined
    if (drafts !== undefined) found.push({ what: key, drafts })
  }
  if (Array.isArray(schema.items)) found.push({ what: 'a list as items', drafts: UNTIL_2019 })
  for (const key of ['exclusiveMinimum', 'exclusiveMaximum']) {
    if (typeof schema[key] === 'boolean') found.push({ what: `a boolean ${key}`, drafts: ['draft-04'] })
    else if (schema[key] !== undefined) found.push({ what: key, drafts: SINCE_06 })
  }
  const siblings = Object.keys(schema).filter((key) => !BESIDE_REF.has(key) && ASSERTING.has(key))
  if (typeof schema.$ref === 'string' && siblings.length > 0)
    found.push({ what: `${siblings[0]} next to $ref`, drafts: SINCE_2019 })
  return found
}

function conflict(evidence: readonly Evidence[]): string {
  const [first] = evidence.toSorted((a, b) => a.drafts.length - b.drafts.length)
  const second = evidence.find(({ drafts }) => !drafts.some((draft) => first?.drafts.includes(draft)))
  const parts = [first, second ?? evidence.at(-1)].map((part) => `${part?.what} (${part?.drafts.join(', ')})`)
  return `it declares no $schema and uses keywords of different drafts: ${parts.join(' and ')}. Name its draft with $schema`
}
