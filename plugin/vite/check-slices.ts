import { EdgejsonError } from '../core/errors.ts'
import { listed, quoted } from '../core/printable.ts'
import { nearestName } from '../core/schema/nearest-name.ts'
import { DIMENSIONS, type Example } from '../records/example.ts'
import type { TrackedSlices } from '../records/settings.ts'

type SlicedExample = Pick<Example, 'complexity' | 'schemaId' | 'source' | 'slices'>

/** The slice of examples without a complexity, schema or source. */
const UNKNOWN = 'unknown'

/** The value of an example in a dimension: `complexity`, `schema`, `source` or `slices.NAME`. */
function valueIn(dimension: string, { complexity, schemaId, source, slices }: SlicedExample): string | null {
  if (dimension === 'complexity') return complexity
  if (dimension === 'schema') return schemaId
  if (dimension === 'source') return source
  return slices?.[dimension.slice('slices.'.length)] ?? null
}

type ByName = Readonly<Record<string, unknown>>

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
  examples: Iterable<SlicedExample>,
  option = 'thresholds',
): void {
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
      `option ${option}.${dimension} names ${quoted(wrong)}, but no example has this ${dimension.startsWith('slices.') ? 'slice' : dimension}.` +
        `${nearest === null ? '' : ` Did you mean ${quoted(nearest)}?`} ` +
        `The datasets have: ${listed([...names].sort())}.`,
    )
  }
}
