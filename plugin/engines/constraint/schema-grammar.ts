import { isRecord } from '../../core/json/json.ts'
import { localReference, pointerToken } from '../../core/json/pointer.ts'
import type { WhiteSpace } from '../../records/constraint.ts'
import { BASE, keyLiteral, quote, START, WHITE_SPACE } from './base-grammar.ts'
import { jsonText } from './json-text.ts'
import { mergeSchemas } from './merge-schemas.ts'
import { numberBounds } from './number-bounds.ts'
import { integerGrammar, numberGrammar } from './number-grammar.ts'
import { patternGrammar } from './pattern-grammar.ts'
import {
  areDisjoint,
  assertions,
  isOfType,
  REFINEMENTS,
  typesOf,
  unenforcedKeywords,
} from './schema-keywords.ts'

/** Larger counts are not enforced: their grammars compile slowly. */
const MOST_COUNTED = 256

/** A keyword that the grammar does not enforce. */
export interface Unenforced {
  /** JSON pointer within the schema. */
  readonly path: string
  readonly keyword: string
}

/** A grammar in the EBNF of xgrammar, which is also llama.cpp's GBNF. */
export interface SchemaGrammar {
  readonly ebnf: string
  readonly unenforced: readonly Unenforced[]
}

/** The grammar of any JSON object or array. */
export function jsonGrammar(whiteSpace: WhiteSpace): SchemaGrammar {
  return {
    ebnf: `${BASE}${WHITE_SPACE[whiteSpace]}${START} ::= lead (anyobject | anyarray)\n`,
    unenforced: [],
  }
}

/**
 * The grammar of a JSON Schema. Keys come in the order of `properties`; properties that are not declared are generated
 * only where `additionalProperties` says so. Null when no output complies.
 */
export function schemaGrammar(schema: unknown, whiteSpace: WhiteSpace): SchemaGrammar | null {
  const writer = new GrammarWriter(schema, whiteSpace)
  const expression = writer.value(schema, '#')
  if (expression === null) return null
  const rules = [...writer.rules].map(([name, body]) => `${name} ::= ${body}\n`).join('')
  return {
    ebnf: `${BASE}${WHITE_SPACE[whiteSpace]}${rules}${START} ::= lead (${expression})\n`,
    unenforced: [...writer.unenforced.values()],
  }
}

type Schema = Readonly<Record<string, unknown>>

/** Writes the rules of a schema. A null expression means that no value complies with the schema. */
class GrammarWriter {
  readonly rules = new Map<string, string>()
  readonly unenforced = new Map<string, Unenforced>()
  readonly #root: unknown
  readonly #whiteSpace: WhiteSpace
  readonly #references = new Map<string, string>()
  #count = 0

  constructor(root: unknown, whiteSpace: WhiteSpace) {
    this.#root = root
    this.#whiteSpace = whiteSpace
  }

  value(schema: unknown, path: string): string | null {
    if (schema === false) return null
    if (!isRecord(schema)) return 'any'
    for (const keyword of unenforcedKeywords(schema)) this.#note(path, keyword)
    if (typeof schema.$ref === 'string') return this.#reference(schema, schema.$ref, path)
    for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
      if (Array.isArray(schema[keyword])) return this.#combined(schema, keyword, schema[keyword], path)
    }
    if ('const' in schema) return this.#literals(schema, [schema.const], path)
    if (Array.isArray(schema.enum)) return this.#literals(schema, schema.enum, path)
    const types = typesOf(schema)
    if (types === null) return 'any'
    const parts = types.map((type) => this.#ofType(type, schema, path)).filter((part) => part !== null)
    return parts.length === 0 ? null : parts.join(' | ')
  }

  #ofType(type: string, schema: Schema, path: string): string | null {
    switch (type) {
      case 'object':
        return this.#object(schema, path)
      case 'array':
        return this.#array(schema, path)
      case 'string':
        return this.#string(schema, path)
      case 'integer':
      case 'number': {
        const bounds = numberBounds(schema, type === 'integer', (keyword) => this.#note(path, keyword))
        return type === 'integer' ? integerGrammar(bounds) : numberGrammar(bounds)
      }
      case 'boolean':
        return 'boolean'
      case 'null':
        return '"null"'
      default:
        return null
    }
  }

  #reference(schema: Schema, reference: string, path: string): string | null {
    for (const keyword of Object.keys(schema)) if (REFINEMENTS.has(keyword)) this.#note(path, keyword)
    const known = this.#references.get(reference)
    if (known !== undefined) return known
    const target = localReference(this.#root, reference)
    if (target === undefined) {
      this.#note(path, '$ref', 'to another document')
      return 'any'
    }
    const name = this.#name()
    // Known before its body is written: the schema may refer to itself.
    this.#references.set(reference, name)
    const body = this.value(target, reference)
    if (body === null) return null
    this.rules.set(name, body)
    return name
  }

  #combined(
    schema: Schema,
    keyword: 'allOf' | 'anyOf' | 'oneOf',
    branches: readonly unknown[],
    path: string,
  ): string | null {
    const { [keyword]: _, ...rest } = schema
    const base: Schema = assertions(rest)
    const alone = (): string | null => {
      this.#note(path, keyword)
      return this.value(rest, path)
    }
    if (keyword === 'allOf') {
      let merged: Schema | null = base
      for (const branch of branches) {
        if (branch === false) return null
        if (branch !== true)
          merged = merged === null || !isRecord(branch) ? null : mergeSchemas(merged, assertions(branch))
      }
      return merged === null ? alone() : this.value(merged, branches.length === 1 ? `${path}/allOf/0` : path)
    }
    const merged = branches.map((branch) =>
      branch === false
        ? false
        : branch === true
          ? base
          : isRecord(branch)
            ? mergeSchemas(base, assertions(branch))
            : null,
    )
    if (merged.includes(null)) return alone()
    if (keyword === 'oneOf' && !areDisjoint(merged)) this.#note(path, 'oneOf', 'as anyOf')
    const parts = merged.map((branch, index) => this.value(branch, `${path}/${keyword}/${index}`))
    const possible = parts.filter((part) => part !== null)
    return possible.length === 0 ? null : this.#rule(possible.join(' | '))
  }

  #literals(schema: Schema, values: readonly unknown[], path: string): string | null {
    const types = typesOf({ type: schema.type })
    for (const keyword of Object.keys(schema)) {
      if (REFINEMENTS.has(keyword) && !['type', 'const', 'enum'].includes(keyword)) this.#note(path, keyword)
    }
    const allowed = values.filter((value) => types === null || types.some((type) => isOfType(value, type)))
    return allowed.length === 0 ? null : this.#rule(allowed.map((value) => this.#literal(value)).join(' | '))
  }

  #literal(value: unknown): string {
    if (Array.isArray(value)) {
      const items = value.map((each) => this.#literal(each)).join(' comma ')
      return `"[" pad ${items} ${items === '' ? '' : 'pad '}"]"`
    }
    if (!isRecord(value)) return quote(jsonText(value, this.#whiteSpace))
    const pairs = Object.entries(value).map(
      ([key, child]) => `${keyLiteral(key)} colon ${this.#literal(child)}`,
    )
    return `"{" pad ${pairs.join(' comma ')} ${pairs.length === 0 ? '' : 'pad '}"}"`
  }

  #string(schema: Schema, path: string): string | null {
    const { pattern, minLength, maxLength } = schema
    if (typeof pattern === 'string') {
      const body = patternGrammar(pattern)
      if (body !== null) {
        for (const keyword of ['minLength', 'maxLength']) if (keyword in schema) this.#note(path, keyword)
        return this.#rule(`"\\"" ${body} "\\""`)
      }
      this.#note(path, 'pattern')
    }
    const least = this.#counted(minLength, path, 'minLength') ?? 0
    const most = this.#counted(maxLength, path, 'maxLength')
    if (least === 0 && most === null) return 'string'
    if (most !== null && most < least) return null
    return this.#rule(`"\\"" char{${least},${most ?? ''}} "\\""`)
  }

  #object(schema: Schema, path: string): string | null {
    const declared = isRecord(schema.properties) ? schema.properties : {}
    const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : [])
    const names = [
      ...Object.keys(declared),
      ...[...required].filter((name) => !Object.hasOwn(declared, name)),
    ]
    const more = schema.additionalProperties ?? (names.length === 0 && !('patternProperties' in schema))
    if (names.length === 0 && more === true) return 'anyobject'
    const pairs: { readonly pair: string; readonly isRequired: boolean }[] = []
    for (const name of names) {
      const isDeclared = Object.hasOwn(declared, name)
      const value = isDeclared
        ? this.value(declared[name], `${path}/properties/${pointerToken(name)}`)
        : 'any'
      if (value !== null)
        pairs.push({ pair: `${keyLiteral(name)} colon (${value})`, isRequired: required.has(name) })
      else if (required.has(name)) return null
    }
    const extra = more === false ? null : this.value(more, `${path}/additionalProperties`)
    if (extra !== null && names.length > 0)
      this.#note(path, 'additionalProperties', 'declared names are not excluded')
    const other = extra === null ? null : this.#rule(`string colon (${extra})`)
    // From the last property to the first: what may follow after a property, and what may come before any property.
    let rest = this.#rule(other === null ? 'pad "}"' : `(comma ${other})* pad "}"`)
    let first = this.#rule(other === null ? '"}"' : `${other} (comma ${other})* pad "}" | "}"`)
    for (const { pair, isRequired } of pairs.toReversed()) {
      const [written, unwritten] = [`comma ${pair} ${rest}`, `${pair} ${rest}`]
      first = this.#rule(isRequired ? unwritten : `${unwritten} | ${first}`)
      rest = this.#rule(isRequired ? written : `${written} | ${rest}`)
    }
    return this.#rule(`"{" pad ${first}`)
  }

  #array(schema: Schema, path: string): string | null {
    const tuple = Array.isArray(schema.prefixItems)
      ? schema.prefixItems
      : Array.isArray(schema.items)
        ? schema.items
        : []
    const itemsKeyword = Array.isArray(schema.items) ? 'additionalItems' : 'items'
    const positions = tuple.map((each: unknown, index) =>
      this.value(each, `${path}/${Array.isArray(schema.items) ? 'items' : 'prefixItems'}/${index}`),
    )
    const item = this.value(schema[itemsKeyword] ?? true, `${path}/${itemsKeyword}`)
    const least = this.#counted(schema.minItems, path, 'minItems') ?? 0
    const impossible = [...positions, item].indexOf(null)
    const counted = this.#counted(schema.maxItems, path, 'maxItems')
    const most = impossible < 0 ? counted : Math.min(counted ?? impossible, impossible)
    if (most !== null && most < least) return null
    const at = (index: number): string => `(${positions[index] ?? item ?? 'any'})`
    // From the last position to the first: what may follow `index` items.
    const close = 'pad "]"'
    const last = most ?? Math.max(positions.length, least, 1)
    let rest = most === null ? this.#loop(at(last), close) : this.#rule(close)
    for (let index = last - 1; index >= 1; index--) {
      const next = `comma ${at(index)} ${rest}`
      rest = this.#rule(index >= least ? `${next} | ${close}` : next)
    }
    if (most === 0) return '"[" pad "]"'
    const some = `${at(0)} ${rest}`
    return this.#rule(least === 0 ? `"[" pad (${some} | "]")` : `"[" pad ${some}`)
  }

  #loop(item: string, close: string): string {
    return this.#rule(`(comma ${item})* ${close}`)
  }

  /** A count that is small enough to be enforced. */
  #counted(value: unknown, path: string, keyword: string): number | null {
    if (typeof value !== 'number' || value < 0) return null
    if (value <= MOST_COUNTED) return Math.ceil(value)
    this.#note(path, keyword)
    return null
  }

  #rule(body: string): string {
    const name = this.#name()
    this.rules.set(name, body)
    return name
  }

  #name(): string {
    return `r${++this.#count}`
  }

  #note(path: string, keyword: string, what?: string): void {
    const at = `${path}/${keyword}`
    this.unenforced.set(at, { path: at, keyword: what === undefined ? keyword : `${keyword} (${what})` })
  }
}
