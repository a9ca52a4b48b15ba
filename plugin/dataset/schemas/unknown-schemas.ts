import { listed, quoted } from '../../core/printable.ts'
import type { SchemaRegistry } from './schema-registry.ts'

/** Names that get their own note. */
const MAX_NAMES = 5

/** Why a schema name has no effect, and what to do about it. Safe to print. */
export function unknownSchema(name: string, registry: SchemaRegistry): string {
  if (registry.ownLinesOnly)
    return (
      `no folder of schemas is given, and the packaged schemas apply to the lines of EdgeJSON only (id "edgejson_<schema>_…"); ` +
      "name your folder with the option schemas, or set it to 'edgejson' if the packaged ones are meant"
    )
  const nearest = registry.nearest(name)
  return nearest === null ? `there is ${listed(registry.ids, 10)}` : `did you mean ${quoted(nearest)}?`
}

/**
 * Notes of a run on schema names without a schema.
 *
 * @param unknown how many examples have each name
 */
export function unknownSchemaNotes(
  unknown: ReadonlyMap<string, number>,
  registry: SchemaRegistry,
  examples: number,
): string[] {
  const entries = [...unknown]
  if (registry.ownLinesOnly && entries.length > 0) {
    const [[first] = ['']] = entries
    const count = entries.reduce((sum, [, times]) => sum + times, 0)
    return [
      `${count} of ${examples} examples name a schema (${listed([...unknown.keys()], MAX_NAMES)}) and have no schema compliance: ` +
        `${unknownSchema(first, registry)}.`,
    ]
  }
  return entries
    .slice(0, MAX_NAMES)
    .map(
      ([name, times]) =>
        `${times} of ${examples} examples name the schema ${quoted(name)}, which does not exist, and have no schema compliance: ` +
        `${unknownSchema(name, registry)}.`,
    )
    .concat(
      entries.length > MAX_NAMES ? [`${entries.length - MAX_NAMES} more names of schemas do not exist.`] : [],
    )
}
