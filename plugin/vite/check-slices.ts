import { EdgejsonError } from '../core/errors.ts'
import { listed, quoted } from '../core/printable.ts'
import { nearestName } from '../core/schema/nearest-name.ts'
import { DIMENSIONS, type Example } from '../records/example.ts'
import type { Thresholds } from '../records/settings.ts'

/** The slice of examples without a complexity, schema or source. */
const UNKNOWN = 'unknown'

/** The value of an example in a dimension: `complexity`, `schema`, `source` or `slices.NAME`. */
function valueIn(dimension: string, { complexity, schemaId, source, slices }: Example): string | null {
  if (dimension === 'complexity') return complexity
  if (dimension === 'schema') return schemaId
  if (dimension === 'source') return source
  return slices?.[dimension.slice('slices.'.length)] ?? null
}

/**
 * Compares the slices that `thresholds` names with those of the project's datasets.
 *
 * @throws {EdgejsonError} `BAD_OPTION` for a slice without examples, with the nearest known name.
 */
export function checkSlices(thresholds: Thresholds, examples: Iterable<Example>): void {
  const limits = [
    ...DIMENSIONS.map((dimension) => [dimension, thresholds[dimension] ?? {}] as const),
    ...Object.entries(thresholds.slices ?? {}).map(([name, values]) => [`slices.${name}`, values] as const),
  ].filter(([, values]) => Object.keys(values).length > 0)
  if (limits.length === 0) return
  const known = new Map(limits.map(([dimension]) => [dimension, new Set<string>()]))
  for (const example of examples) {
    for (const [dimension, names] of known) names.add(valueIn(dimension, example) ?? UNKNOWN)
  }
  for (const [dimension, values] of limits) {
    const names = known.get(dimension) ?? new Set()
    const wrong = Object.keys(values).find((name) => !names.has(name))
    if (wrong === undefined) continue
    const nearest = nearestName(wrong, names)
    throw new EdgejsonError(
      'BAD_OPTION',
      `option thresholds.${dimension} names ${quoted(wrong)}, but no example has this ${dimension.startsWith('slices.') ? 'slice' : dimension}.` +
        `${nearest === null ? '' : ` Did you mean ${quoted(nearest)}?`} ` +
        `The datasets have: ${listed([...names].sort())}.`,
    )
  }
}
