import type { JsonScalar } from '../../core/json/json.ts'
import type { Random } from '../random.ts'
import { openObject, type SchemaNode } from '../schema-node.ts'
import * as text from '../text-values.ts'
import { listName, mapKeys, objectName, randomName, scalarName } from './field-names.ts'
import { pickKind, type ValueKind } from './value-kinds.ts'

/** How large a random schema is. */
interface Size {
  /** Objects within objects below the root. */
  readonly depth: number
  readonly scalars: readonly [least: number, most: number]
  readonly branches: readonly [least: number, most: number]
}

const sizes: Readonly<Record<'simple' | 'medium' | 'complex', Size>> = {
  simple: { depth: 0, scalars: [2, 8], branches: [0, 0] },
  medium: { depth: 1, scalars: [2, 8], branches: [1, 2] },
  complex: { depth: 2, scalars: [1, 6], branches: [2, 5] },
}

/** The root of a random schema: names, order, types, depth and optional fields are all drawn. */
export function randomRoot(size: 'simple' | 'medium' | 'complex', random: Random): SchemaNode {
  const { depth, scalars, branches } = sizes[size]
  return randomObject(random, depth, random.int(...scalars), random.int(...branches), size === 'simple')
}

function randomObject(
  random: Random,
  depth: number,
  scalars: number,
  branches: number,
  lists = false,
): SchemaNode {
  const entries: [string, SchemaNode][] = []
  for (let index = 0; index < scalars; index++) {
    entries.push(lists && random.chance(0.07) ? [listName(random), scalarList(random)] : scalarEntry(random))
  }
  for (let index = 0; index < branches; index++) entries.push(branchEntry(random, depth))
  return objectOf(random.shuffle(entries), random)
}

/** Names with equal words are left out after the first. */
function objectOf(entries: readonly (readonly [string, SchemaNode])[], random: Random): SchemaNode {
  const properties = new Map<string, SchemaNode>()
  for (const [key, node] of entries) if (!properties.has(key)) properties.set(key, node)
  const needed = random.pick([0.3, 0.6, 0.6, 0.9, 1])
  const required = new Set([...properties.keys()].filter(() => random.chance(needed)))
  return { ...openObject, properties, required }
}

function scalarEntry(random: Random): [string, SchemaNode] {
  if (random.chance(0.12)) return [randomName(random, 2), enumNode(random)]
  const kind = pickKind(random)
  return [scalarName(kind, random), scalarNode(kind)]
}

function scalarNode(kind: ValueKind): SchemaNode {
  return { ...openObject, type: kind.type, make: kind.make }
}

function enumNode(random: Random): SchemaNode {
  const spell = random.pick<(word: string) => string>([
    (word) => word,
    (word) => word,
    (word) => word,
    (word) => word.toUpperCase(),
    (word) => text.capitalise(word),
    (word) => `${word}_${text.word(random)}`,
    (word) => `${word}-${text.word(random)}`,
  ])
  const choices: JsonScalar[] = [
    ...new Set(Array.from({ length: random.int(2, 6) }, () => spell(text.word(random)))),
  ]
  return { ...openObject, type: 'string', enum: choices }
}

function branchEntry(random: Random, depth: number): [string, SchemaNode] {
  const roll = random.next()
  if (roll < 0.15) return [listName(random), scalarList(random)]
  if (roll < 0.3) return [objectName(random), mapNode(random, random.pick([1, 1, 1, 1, 2, 2, 3, 4]))]
  const below = depth > 0 ? random.int(0, depth - 1) : 0
  const inner = () =>
    randomObject(random, below, random.int(below > 0 ? 1 : 2, 6), below > 0 ? random.int(0, 2) : 0, true)
  if (roll < 0.62) return [objectName(random), roll < 0.33 ? { ...openObject } : inner()]
  return [listName(random), listNode(inner(), random)]
}

function listNode(items: SchemaNode, random: Random): SchemaNode {
  // A list of one item looks like a single object except for the plural; most lists have more.
  return {
    ...openObject,
    type: 'array',
    items,
    minItems: random.pick([1, 2, 2, 3]),
    maxItems: random.pick([3, 5, 8, 8]),
  }
}

function scalarList(random: Random): SchemaNode {
  let kind = pickKind(random, random.pick(['string', 'string', 'string', 'string', 'integer', 'number']))
  // Items of a list have no name of their own that could mark digits as text.
  while (kind.named) kind = pickKind(random, 'string')
  const items = random.chance(0.15) ? enumNode(random) : scalarNode(kind)
  return { ...openObject, type: 'array', items, minItems: 1, maxItems: random.pick([3, 5, 5, 8, 14]) }
}

/** An object whose values are alike, with `levels - 1` more such levels below it. */
function mapNode(random: Random, levels: number): SchemaNode {
  const names = mapKeys(random, levels > 2 ? 2 : random.int(2, levels > 1 ? 4 : 6))
  // Only lists have plural names.
  const keys = levels > 1 ? names.map((name) => name.replace(/s$/, '_part')) : names
  const kind = pickKind(random, random.pick(['integer', 'number', 'number', 'boolean', 'string']))
  const leaf = kind.named ? pickKind(random, 'number') : kind
  const entries = keys.map((key): [string, SchemaNode] => [
    key,
    levels > 1 ? mapNode(random, levels - 1) : scalarNode(leaf),
  ])
  return objectOf(entries, random)
}
