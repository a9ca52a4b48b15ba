import { EdgejsonError } from '../core/errors.ts'
import { emptyObject, isRecord, type JsonObject, type JsonValue } from '../core/json/json.ts'
import { broadLength, unexpectedNumber, unexpectedString } from './broad-values.ts'
import { makeNumber } from './number-makers.ts'
import type { Random } from './random.ts'
import type { SchemaNode } from './schema-node.ts'
import { type MakerContext, makeString } from './string-makers.ts'
import { capitalWord, type Flavour } from './text-values.ts'
import { defaultValueOptions, type ValueOptions } from './value-options.ts'

interface Place extends MakerContext {
  readonly path: string
  readonly lists: number
  readonly options: ValueOptions
}

/**
 * Makes an expected value that complies with the schema and that a prompt can determine. Every item of a list
 * of objects has the first property of its schema, so that items can be separated. No string is empty, has
 * several lines, or begins or ends with a space. An open object is `{}`. Values are chosen by the name of
 * their key. Relations between values are added by {@link makeConsistent}.
 *
 * @throws EdgejsonError `BAD_SCHEMA` if bounds or pattern leave no value.
 */
export function generateExpected(
  root: SchemaNode,
  random: Random,
  options: ValueOptions = defaultValueOptions,
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
  const opens = isItem && !options.looseItems
  const present = keys.filter((key) => {
    return node.required.has(key) || (opens && key === first) || random.chance(optional)
  })
  // An empty expected value would leave a prompt with nothing to extract.
  if (isRoot && present.length === 0 && first !== undefined) present.push(random.pick(keys))
  const object = emptyObject()
  for (const key of present) {
    const child = node.properties.get(key)
    if (child) object[key] = makeValue(child, { ...place, key, path: `${place.path}.${key}` })
  }
  return object
}

function makeValue(node: SchemaNode, place: Place): JsonValue {
  const { random, path, options } = place
  if (node.enum) return random.pick(node.enum)
  if (node.make) return node.make(random, options)
  switch (node.type) {
    case 'object':
      return makeObject(node, place, false)
    case 'array':
      return makeList(node, place)
    case 'boolean':
      return random.chance(0.5)
    case 'number':
    case 'integer':
      return (
        (options.broad ? unexpectedNumber(node, random) : null) ??
        makeNumber(node, place) ??
        refuse(path, 'its bounds leave no number')
      )
    case 'string':
      return (
        (options.broad ? unexpectedString(node, place.key, options, random) : null) ??
        makeString(node, place) ??
        refuse(path, 'no string was found that fits its pattern and length')
      )
    case null:
      // Any type is allowed here. A word is the only kind of value that cannot be read as another type.
      return capitalWord(random)
  }
}

function makeList(node: SchemaNode, place: Place): JsonValue[] {
  const { random, options } = place
  const { items } = node
  if (!items) return node.minItems > 0 ? refuse(place.path, 'its list has "minItems" but no "items"') : []
  const most = options.broad ? broadLength(options.maxItems, place.lists) : options.maxItems - place.lists
  const longest = Math.max(1, node.minItems, Math.min(node.maxItems, most))
  const length = random.int(Math.min(Math.max(1, node.minItems), longest), longest)
  const inside = { ...place, path: `${place.path}[]`, lists: place.lists + 1 }
  const list: JsonValue[] = []
  const seen = new Set<JsonValue>()
  for (let index = 0; index < length; index++) {
    const value = items.type === 'object' ? makeItem(items, inside, list.at(-1)) : makeValue(items, inside)
    // A closed vocabulary may be exhausted; otherwise a list does not repeat a value.
    if (typeof value === 'string' && seen.has(value) && list.length >= node.minItems) continue
    seen.add(value)
    list.push(value)
  }
  return list
}

/** An item that a reader who knows the field order can separate from the one before it. */
function makeItem(node: SchemaNode, place: Place, before: JsonValue | undefined): JsonObject {
  const item = makeObject(node, place, true)
  const keys = [...node.properties.keys()]
  const [first] = keys
  const [opening] = Object.keys(item)
  if (!place.options.looseItems || first === undefined) return item
  const last = isRecord(before) ? (Object.keys(before).at(-1) ?? first) : first
  // Fields are in the order of the schema, so a field that comes earlier begins another item. `{}` is not
  // visible at all.
  const isSeen =
    opening !== undefined && (before === undefined || keys.indexOf(opening) <= keys.indexOf(last))
  return isSeen ? item : { ...makeObject(onlyFirst(node, first), place, true), ...item }
}

function onlyFirst(node: SchemaNode, first: string): SchemaNode {
  const child = node.properties.get(first)
  return { ...node, properties: new Map(child ? [[first, child]] : []), required: new Set([first]) }
}

function refuse(path: string, problem: string): never {
  throw new EdgejsonError('BAD_SCHEMA', `cannot make a value at ${path}: ${problem}; widen the schema there`)
}
