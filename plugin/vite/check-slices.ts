import { EdgejsonError } from '../core/errors.ts'
import { listed, quoted } from '../core/printable.ts'
import { nearestName } from '../core/schema/nearest-name.ts'
import type { Example } from '../records/example.ts'
import type { Thresholds } from '../records/settings.ts'

/** The slice of examples without a complexity, schema or source. */
const UNKNOWN = 'unknown'

const KEYS = {
  complexity: ({ complexity }: Example) => complexity,
  schema: ({ schemaId }: Example) => schemaId,
  source: ({ source }: Example) => source,
} as const

/**
 * Compares the slices that `thresholds` names with those of the project's datasets.
 *
 * @throws {EdgejsonError} `BAD_OPTION` for a slice without examples, with the nearest known name.
 */
export function checkSlices(thresholds: Thresholds, examples: Iterable<Example>): void {
  const dimensions = (['complexity', 'schema', 'source'] as const).filter(
    (key) => thresholds[key] !== undefined,
  )
  if (dimensions.length === 0) return
  const known = new Map(dimensions.map((dimension) => [dimension, new Set<string>()]))
  for (const example of examples) {
    for (const dimension of dimensions) known.get(dimension)?.add(KEYS[dimension](example) ?? UNKNOWN)
  }
  for (const dimension of dimensions) {
    const names = known.get(dimension) ?? new Set()
    const wrong = Object.keys(thresholds[dimension] ?? {}).find((name) => !names.has(name))
    if (wrong === undefined) continue
    const nearest = nearestName(wrong, names)
    throw new EdgejsonError(
      'BAD_OPTION',
      `option thresholds.${dimension} names ${quoted(wrong)}, but no example has this ${dimension}.` +
        `${nearest === null ? '' : ` Did you mean ${quoted(nearest)}?`} ` +
        `The datasets have: ${listed([...names].sort())}.`,
    )
  }
}
