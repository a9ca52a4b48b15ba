import type { ModuleLine, ModuleTable } from '../records/module-spec.ts'

/** The columns of these lines. */
export function moduleTable(lines: readonly ModuleLine[]): ModuleTable {
  const indexes = new Map<string, number>()
  const tagSets: (readonly string[])[] = []
  const tagSetOf = lines.map(({ tags }) => {
    const key = JSON.stringify(tags)
    const known = indexes.get(key)
    if (known !== undefined) return known
    indexes.set(key, tagSets.length)
    return tagSets.push(tags) - 1
  })
  return { lines: lines.map(({ line }) => line), names: lines.map(({ name }) => name), tagSetOf, tagSets }
}
