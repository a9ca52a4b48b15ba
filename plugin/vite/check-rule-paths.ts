import { EdgejsonError } from '../core/errors.ts'
import { isRecord, type JsonValue } from '../core/json/json.ts'
import { type PathState, PatternSet } from '../core/json/path-pattern.ts'
import { localReference } from '../core/json/pointer.ts'
import { listed, quoted } from '../core/printable.ts'
import type { Example } from '../records/example.ts'
import type { ScoringRecord } from '../records/scoring-rules.ts'

/** What the paths of the rules are looked for in. */
export interface RuleSubject {
  readonly expected: Example['expected']
  /** The example's JSON Schema, with fields that its expected value may lack; undefined without one. */
  readonly schema: unknown
}

/**
 * Compares the paths of scoring rules with the expected values of the datasets and their JSON Schemas. Reads no further
 * than until each path was found once.
 *
 * @throws {EdgejsonError} `BAD_OPTION` for a path that matches nothing, with the names that exist next to the last step found
 */
export function checkRulePaths(scoring: ScoringRecord | null, subjects: Iterable<RuleSubject>): void {
  if (scoring === null) return
  const search = new PathSearch(scoring.rules.map(({ path }) => path))
  for (const { expected, schema } of subjects) {
    search.inValue(search.root, expected)
    search.inSchema(schema)
    if (search.unmatched.size === 0) return
  }
  const [first] = search.unmatched
  if (first === undefined) return
  const names = search.namesAt(first)
  throw new EdgejsonError(
    'BAD_OPTION',
    `option scoring.rules[${first}].path is ${quoted(scoring.rules[first]?.path, 200)}, which matches nothing in the expected ` +
      `values and JSON Schemas of the datasets.${names.length === 0 ? '' : ` Where it ends, they have: ${listed(names)}.`}`,
  )
}

/** Keys that are remembered for a message. */
const MOST_NAMES = 30

class PathSearch {
  readonly root: PathState
  /** Numbers of the patterns that matched nothing yet. */
  readonly unmatched: Set<number>
  /** Of each pattern: how many of its steps were found, and the keys that exist there. */
  readonly #reached = new Map<number, { readonly steps: number; readonly names: Set<string> }>()
  readonly #schemas = new Map<unknown, Set<PathState>>()

  constructor(paths: readonly string[]) {
    this.root = new PatternSet(paths).root
    this.unmatched = new Set(paths.keys())
  }

  namesAt(pattern: number): string[] {
    return [...(this.#reached.get(pattern)?.names ?? [])].sort()
  }

  inValue(state: PathState, value: JsonValue | undefined): void {
    this.#arrive(state)
    if (state.alive.length === 0 || this.unmatched.size === 0) return
    if (Array.isArray(value)) for (const [index, item] of value.entries()) this.inValue(state.at(index), item)
    else if (isRecord(value)) {
      this.#name(state, Object.keys(value))
      for (const key of Object.keys(value)) this.inValue(state.at(key), value[key] as JsonValue)
    }
  }

  /** Walks what the schema says of members and items, references inside the document included. */
  inSchema(document: unknown): void {
    if (isRecord(document)) this.#inSchema(this.root, document, document)
  }

  #inSchema(state: PathState, schema: unknown, document: Record<string, unknown>): void {
    if (!isRecord(schema) || state.alive.length === 0 || this.unmatched.size === 0) return
    const seen = this.#schemas.get(schema) ?? new Set()
    this.#schemas.set(schema, seen)
    if (seen.has(state)) return
    seen.add(state)
    this.#arrive(state)
    const { properties, items, prefixItems, $ref: reference } = schema
    if (isRecord(properties)) {
      this.#name(state, Object.keys(properties))
      for (const [key, inner] of Object.entries(properties)) this.#inSchema(state.at(key), inner, document)
    }
    for (const inner of [items, prefixItems].flat()) this.#inSchema(state.at(-1), inner, document)
    for (const keyword of ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'])
      for (const inner of [schema[keyword]].flat()) this.#inSchema(state, inner, document)
    if (typeof reference === 'string') this.#inSchema(state, localReference(document, reference), document)
  }

  #arrive(state: PathState): void {
    for (const pattern of state.matched) this.unmatched.delete(pattern)
  }

  #name(state: PathState, keys: readonly string[]): void {
    for (const [pattern, steps] of state.depths) {
      if (!this.unmatched.has(pattern)) continue
      const reached = this.#reached.get(pattern)
      if (reached !== undefined && reached.steps > steps) continue
      const names = reached?.steps === steps ? reached.names : new Set<string>()
      for (const key of keys) if (names.size < MOST_NAMES) names.add(key)
      this.#reached.set(pattern, { steps, names })
    }
  }
}
