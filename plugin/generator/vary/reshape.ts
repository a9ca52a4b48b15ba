import { emptyObject, isObject, type JsonObject, type JsonValue } from '../../core/json/json.ts'
import type { Random } from '../random.ts'
import { openObject, type SchemaNode } from '../schema-node.ts'
import { isListName, listName, objectName, randomName } from './field-names.ts'
import { synonyms } from './synonyms.ts'

/** How much a schema is changed; probabilities from 0 to 1. */
export interface Distance {
  /** That a field is renamed. */
  readonly rename: number
  /** That a new name is unrelated to the old one. */
  readonly invent: number
  /** That the fields of an object are reordered. */
  readonly reorder: number
  /** That an optional field is removed. */
  readonly drop: number
  /** That some fields of an object move into a new object. */
  readonly wrap: number
  /** That the fields of an object move up into its parent. */
  readonly unwrap: number
}

/** Names that mark a sum. If one of its terms were renamed, the sum could not be checked. */
const isSum = /^(?:total|subtotal|total_amount)$/

/** A schema, and the conversion of an expected value of the old schema into one of the new. */
export interface Reshaped {
  readonly node: SchemaNode
  readonly convert: (value: JsonValue) => JsonValue
}

/** A field of an object after reshaping. */
interface Field {
  readonly key: string
  readonly node: SchemaNode
  readonly required: boolean
  /** Its value in the original object; undefined if absent. */
  readonly read: (object: JsonObject) => JsonValue | undefined
}

/** A distance for one example: sometimes only one change, mostly several. */
export function drawDistance(random: Random): Distance {
  const chance = (values: readonly number[]) => random.pick(values)
  return {
    rename: chance([0, 0.3, 0.6, 1, 1]),
    invent: chance([0, 0.3, 0.6, 1]),
    reorder: chance([0, 0.5, 1]),
    drop: chance([0, 0.2, 0.4]),
    wrap: chance([0, 0, 0.3]),
    unwrap: chance([0, 0, 0.4]),
  }
}

/**
 * A variation of a schema: fields have other names and another order, some optional ones are removed, some
 * are moved into or out of an object. Values stay unchanged, so relations between them still hold. The first
 * field of an object within a list stays first, because it separates the items.
 */
export function reshape(node: SchemaNode, random: Random, distance: Distance): Reshaped {
  return reshapeNode(node, random, distance, false)
}

function reshapeNode(node: SchemaNode, random: Random, distance: Distance, isItem: boolean): Reshaped {
  if (node.type === 'array' && node.items) {
    const inner = reshapeNode(node.items, random, distance, true)
    return {
      node: { ...node, items: inner.node },
      convert: (value) => (Array.isArray(value) ? value.map((item) => inner.convert(item)) : value),
    }
  }
  if (node.type === 'object' && node.properties.size > 0) return reshapeObject(node, random, distance, isItem)
  return { node, convert: (value) => value }
}

function reshapeObject(node: SchemaNode, random: Random, distance: Distance, isItem: boolean): Reshaped {
  const taken = new Set<string>()
  const [first] = node.properties.keys()
  const fields = [...node.properties].flatMap(([key, child]): Field[] => {
    const required = node.required.has(key)
    const fixed = isItem && key === first
    if (!required && !fixed && random.chance(distance.drop)) return []
    const shaped = reshapeNode(child, random, distance, false)
    const whole = { key, node: shaped.node, required, read: reader(key, shaped) }
    const lifted = !fixed && random.chance(distance.unwrap) ? fieldsWithin(whole) : []
    if (lifted.length > 0 && lifted.every((field) => !taken.has(field.key))) {
      for (const field of lifted) taken.add(field.key)
      return lifted
    }
    return [{ ...whole, key: newKey(key, child, taken, random, distance) }]
  })
  // If every field is optional, all may have been removed.
  if (fields.length === 0) return { node, convert: (value) => value }
  const ordered = reordered(fields, random, distance, isItem)
  const final = random.chance(distance.wrap) ? wrapped(ordered, taken, random, isItem) : ordered
  return {
    node: {
      ...node,
      properties: new Map(final.map((field) => [field.key, field.node])),
      required: new Set(final.flatMap(({ key, required }) => (required ? [key] : []))),
    },
    convert: (value) => (isObject(value) ? objectFrom(final, value) : value),
  }
}

function reader(key: string, shaped: Reshaped): Field['read'] {
  return (object) => {
    const value = Object.hasOwn(object, key) ? object[key] : undefined
    return value === undefined ? undefined : shaped.convert(value)
  }
}

function objectFrom(fields: readonly Field[], source: JsonObject): JsonObject {
  const object = emptyObject()
  for (const { key, read } of fields) {
    const value = read(source)
    if (value !== undefined) object[key] = value
  }
  return object
}

/**
 * The fields of an object field, to be moved into its parent; none if it is not an object, or an open one.
 */
function fieldsWithin({ node, required, read }: Field): Field[] {
  if (node.type !== 'object') return []
  return [...node.properties].map(([key, child]) => ({
    key,
    node: child,
    required: required && node.required.has(key),
    read: (object) => {
      const whole = read(object)
      return whole !== undefined && isObject(whole) && Object.hasOwn(whole, key) ? whole[key] : undefined
    },
  }))
}

/** Moves neighbouring fields into a new object. */
function wrapped(fields: Field[], taken: Set<string>, random: Random, isItem: boolean): Field[] {
  const least = isItem ? 1 : 0
  if (fields.length - least < 3) return fields
  const start = random.int(least, fields.length - 2)
  const end = random.int(start + 2, Math.min(fields.length, start + 4))
  const members = fields.slice(start, end)
  const key = unique(() => objectName(random), taken)
  const group: Field = {
    key,
    node: {
      ...openObject,
      properties: new Map(members.map((field) => [field.key, field.node])),
      required: new Set(members.flatMap((field) => (field.required ? [field.key] : []))),
    },
    required: members.some((field) => field.required),
    read: (object) => {
      const inner = objectFrom(members, object)
      return Object.keys(inner).length > 0 ? inner : undefined
    },
  }
  return [...fields.slice(0, start), group, ...fields.slice(end)]
}

function reordered(fields: Field[], random: Random, distance: Distance, isItem: boolean): Field[] {
  if (!random.chance(distance.reorder)) return fields
  const [head, ...rest] = fields
  if (!isItem || head === undefined) return random.shuffle(fields)
  return [head, ...random.shuffle(rest)]
}

function newKey(
  key: string,
  node: SchemaNode,
  taken: Set<string>,
  random: Random,
  distance: Distance,
): string {
  const mustMove = taken.has(key) || isSum.test(key)
  if (!mustMove && !random.chance(distance.rename)) {
    taken.add(key)
    return key
  }
  const made = unique(() => {
    if (!random.chance(distance.invent)) {
      const other = withSynonyms(key, random)
      // The plural marks a list, unless the reader knows the name.
      const isContainer = node.type === 'array' || node.type === 'object'
      const fits = !isContainer || isListName(other) === (node.type === 'array')
      if (other !== key && fits) return other
    }
    return invented(key, node, random)
  }, taken)
  return made
}

/** Replaces words of the name by synonyms, if there are any. */
function withSynonyms(key: string, random: Random): string {
  // The words that mark digits as text must stay.
  const [, head = '', tail = ''] = /^(.*?)((?:zip_code|phone|number)?)$/.exec(key) ?? []
  const words = head.split('_').map((word) => {
    const others = synonyms.get(word)
    return others && random.chance(0.7) ? random.pick(others) : word
  })
  return [...words.filter((word) => word !== ''), ...(tail === '' ? [] : [tail])].join('_')
}

function invented(key: string, node: SchemaNode, random: Random): string {
  if (node.type === 'array') return listName(random)
  if (node.type === 'object') return objectName(random)
  const tail = /(?:^|_)(zip_code|phone|number|id|date|name|email|timestamp)$/.exec(key)?.[1]
  if (tail === 'zip_code' || tail === 'phone') return `${randomName(random, 2)}_${tail}`
  const name = randomName(random, 3)
  return tail !== undefined && random.chance(0.5) ? `${name}_${tail}` : name
}

function unique(make: () => string, taken: Set<string>): string {
  for (;;) {
    const name = make()
    if (taken.has(name)) continue
    taken.add(name)
    return name
  }
}
