/** The names in their order; a repeated name gets a number: `a`, `a #2`. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    let candidate = name
    for (let number = 2; taken.has(candidate); number += 1) candidate = `${name} #${number}`
    taken.add(candidate)
    return candidate
  })
}
