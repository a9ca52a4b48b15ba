import { faker as english } from '@faker-js/faker/locale/en'
import { isRecord } from '../core/json/json.ts'
import type { SchemaNode } from './schema-node.ts'
import { isVocabulary } from './vocabulary.ts'

const maxDepth = 200

/** A scalar of an expected value, with the schema at its path if there is one. */
export interface Leaf {
  readonly value: unknown
  readonly node: SchemaNode | null
}

/**
 * All scalars of an expected value in order. Nothing deeper than 200 levels is read; generated values are
 * never that deep.
 */
export function leavesOf(value: unknown, node: SchemaNode | null, depth = 0): Leaf[] {
  if (depth > maxDepth) return []
  if (Array.isArray(value)) return value.flatMap((item) => leavesOf(item, node?.items ?? null, depth + 1))
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, child]) =>
      leavesOf(child, node?.properties.get(key) ?? null, depth + 1),
    )
  }
  return [{ value, node }]
}

/**
 * Strings by which an example could be recognised: at least six characters, no member of an enum, no value of
 * a closed list (units, time zones, states, …) and not a single word of letters. The splits share none of
 * them.
 */
export function recognisableValues(value: unknown, root: SchemaNode | null): string[] {
  return leavesOf(value, root).flatMap(({ value, node }) =>
    typeof value === 'string' && !node?.enum && isRecognisable(value) ? [value] : [],
  )
}

function isRecognisable(value: string): boolean {
  return value.length >= 6 && !/^[A-Za-z]+$/.test(value) && !isVocabulary(value) && !isPlace(value)
}

let places: ReadonlySet<string> | null = null

function isPlace(value: string): boolean {
  const { location } = english.rawDefinitions
  places ??= new Set(location?.state ?? [])
  return places.has(value)
}
