const namesByKey = new Map<string, string>()

/**
 * Finds the first rule whose pattern matches a key in snake case. Results are cached: keys come from schemas
 * and are few.
 */
export function ruleFinder<T extends readonly [keys: RegExp, ...rest: unknown[]]>(
  rules: readonly T[],
): (key: string) => T | undefined {
  const found = new Map<string, T | undefined>()
  return (key) => {
    if (!found.has(key)) {
      const name = snakeCase(key)
      found.set(
        key,
        rules.find(([keys]) => keys.test(name)),
      )
    }
    return found.get(key)
  }
}

/** `customerName`, `Customer Name` and `customer-name` as `customer_name`. */
export function snakeCase(key: string): string {
  const known = namesByKey.get(key)
  if (known !== undefined) return known
  const name = key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase()
  namesByKey.set(key, name)
  return name
}
