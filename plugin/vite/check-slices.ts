import { EdgejsonError } from '../core/errors.ts'
import { listed, quoted } from '../core/printable.ts'
import { nearestName } from '../core/schema/nearest-name.ts'
import { DIMENSIONS, type Dimension, type DimensionCase, dimensionKey } from '../records/dimension.ts'
import type { TrackedSlices } from '../records/settings.ts'

type ByName = Readonly<Record<string, unknown>>

/** What an option says of the slices of one dimension. */
interface Limits {
  readonly by: Dimension
  /** As the option names the dimension. */
  readonly path: string
  readonly values: ByName
}

/** An option with values by the names of slices. */
interface NamedSlices {
  readonly complexity?: ByName
  readonly schema?: ByName
  readonly source?: ByName
  readonly slices?: Readonly<Record<string, ByName>>
}

/** The slices that `gate.tracked` names, as {@link checkSlices} takes them. */
export function trackedNames({ complexity, schema, source, slices }: TrackedSlices): NamedSlices {
  const byName = (names: readonly string[] = []): ByName =>
    Object.fromEntries(names.map((name) => [name, true]))
  const own = Object.entries(slices ?? {}).map(([name, values]) => [name, byName(values)] as const)
  return {
    complexity: byName(complexity),
    schema: byName(schema),
    source: byName(source),
    slices: Object.fromEntries(own),
  }
}

/**
 * Compares the slices that an option (`thresholds`, `gate.tracked`) names with those of the project's datasets.
 *
 * @throws {EdgejsonError} `BAD_OPTION` for a slice without examples, with the nearest known name.
 */
export function checkSlices(
  thresholds: NamedSlices,
  examples: Iterable<DimensionCase>,
  option = 'thresholds',
): void {
  const limits = [
    ...DIMENSIONS.map((by): Limits => ({ by, path: by, values: thresholds[by] ?? {} })),
    ...Object.entries(thresholds.slices ?? {}).map(
      ([by, values]): Limits => ({ by, path: `slices.${by}`, values }),
    ),
  ].filter(({ values }) => Object.keys(values).length > 0)
  if (limits.length === 0) return
  const known = new Map(limits.map(({ by }) => [by, new Set<string>()]))
  for (const example of examples) {
    for (const [by, names] of known) names.add(dimensionKey(example, by))
  }
  for (const { by, path, values } of limits) {
    const names = known.get(by) ?? new Set()
    const wrong = Object.keys(values).find((name) => !names.has(name))
    if (wrong === undefined) continue
    const nearest = nearestName(wrong, names)
    throw new EdgejsonError(
      'BAD_OPTION',
      `option ${option}.${path} names ${quoted(wrong)}, but no example has this ${by === path ? by : 'slice'}.` +
        `${nearest === null ? '' : ` Did you mean ${quoted(nearest)}?`} ` +
        `The datasets have: ${listed([...names].sort())}.`,
    )
  }
}
