/**
 * The map that belongs to an object, such as one Vitest, under a key: plugins and reporters that know the object share it,
 * also where several copies of this module are loaded.
 *
 * @param key from `Symbol.for`
 */
export function sharedMap<Value>(owner: object, key: symbol): Map<string, Value> {
  const known: unknown = Reflect.get(owner, key)
  if (known instanceof Map) return known
  const made = new Map<string, Value>()
  Reflect.defineProperty(owner, key, { value: made })
  return made
}
