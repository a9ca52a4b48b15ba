import { EdgejsonError } from '../../model/errors.ts'
import { emptyObject, type JsonObject, type JsonValue } from '../../model/json.ts'
import { makeNumber } from './number-makers.ts'
import type { Random } from './random.ts'
import type { SchemaNode } from './schema-node.ts'
import { type MakerContext, makeString } from './string-makers.ts'
import { capitalWord, type Flavour } from './text-values.ts'

export interface AnswerOptions {
  /** Chance that an optional property of the root is present. */
  readonly optionalAtRoot: number
  /** The same deeper down. */
  readonly optionalBelow: number
  /** Longest list at the root; one less for every list around it. */
  readonly maxItems: number
  /** Chance of the `realistic` flavour. */
  readonly realistic: number
}

/** The benchmark's own frequencies (its train split), and two examples of five in realistic words. */
export const defaultAnswerOptions: AnswerOptions = {
  optionalAtRoot: 0.74,
  optionalBelow: 0.6,
  maxItems: 5,
  realistic: 0.4,
}

interface Place extends MakerContext {
  readonly path: string
  readonly lists: number
  readonly options: AnswerOptions
}

/**
 * Makes an answer that complies with the schema, whatever the schema, and that a prompt can determine:
 * every item of a list of objects holds the first property of its schema, so that items can be told apart;
 * no string is empty, has several lines or begins or ends with a space; an open object is `{}`.
 * Values are made by the name of their key. Relations between values are the matter of {@link makeConsistent}.
 *
 * @throws EdgejsonError `BAD_SCHEMA` when bounds or pattern leave no value.
 */
export function generateAnswer(
  root: SchemaNode,
  random: Random,
  options: AnswerOptions = defaultAnswerOptions,
): { readonly value: JsonObject; readonly flavour: Flavour } {
  const flavour: Flavour = random.chance(options.realistic) ? 'realistic' : 'plain'
  const value = makeObject(root, { random, flavour, key: '', path: '$', lists: 0, options }, false)
  return { value, flavour }
}

function makeObject(node: SchemaNode, place: Place, isItem: boolean): JsonObject {
  const { random, options } = place
  const isRoot = place.path === '$'
  const optional = isRoot ? options.optionalAtRoot : options.optionalBelow
  const keys = [...node.properties.keys()]
  const [first] = keys
  const present = keys.filter((key) => {
    return node.required.has(key) || (isItem && key === first) || random.chance(optional)
  })
  // An empty answer would leave a prompt with nothing to extract.
  if (isRoot && present.length === 0 && first !== undefined) present.push(random.pick(keys))
  const object = emptyObject()
  for (const key of present) {
    const child = node.properties.get(key)
    if (child) object[key] = makeValue(child, { ...place, key, path: `${place.path}.${key}` })
  }
  return object
}

function makeValue(node: SchemaNode, place: Place): JsonValue {
  const { random, path } = place
  if (node.enum) return random.pick(node.enum)
  switch (node.type) {
    case 'object':
      return makeObject(node, place, false)
    case 'array':
      return makeList(node, place)
    case 'boolean':
      return random.chance(0.5)
    case 'number':
    case 'integer':
      return makeNumber(node, place) ?? refuse(path, 'its bounds leave no number')
    case 'string':
      return makeString(node, place) ?? refuse(path, 'no string was found that fits its pattern and length')
    case null:
      // Any type is allowed here. A word is the one value that no reader takes for another type.
      return capitalWord(random)
  }
}

function makeList(node: SchemaNode, place: Place): JsonValue[] {
  const { random, options } = place
  const { items } = node
  if (!items) return node.minItems > 0 ? refuse(place.path, 'its list has "minItems" but no "items"') : []
  const longest = Math.max(1, node.minItems, Math.min(node.maxItems, options.maxItems - place.lists))
  const length = random.int(Math.min(Math.max(1, node.minItems), longest), longest)
  const inside = { ...place, path: `${place.path}[]`, lists: place.lists + 1 }
  const list: JsonValue[] = []
  const seen = new Set<JsonValue>()
  for (let index = 0; index < length; index++) {
    const value = items.type === 'object' ? makeObject(items, inside, true) : makeValue(items, inside)
    // A closed vocabulary may run out; a list that names the same thing twice would look odd.
    if (typeof value === 'string' && seen.has(value) && list.length >= node.minItems) continue
    seen.add(value)
    list.push(value)
  }
  return list
}

function refuse(path: string, problem: string): never {
  throw new EdgejsonError('BAD_SCHEMA', `cannot make a value at ${path}: ${problem}; widen the schema there`)
}
