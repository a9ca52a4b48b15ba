import { EdgejsonError } from '../model/errors.ts'
import { quote } from './quote.ts'

/** Which part of a dataset to run. Nothing set means all of it. */
export interface LineSelection {
  /** Only the first N lines that are not blank, in the order of the file; applied after the filters. */
  readonly limit?: number | null
  readonly complexity?: readonly string[]
  readonly schema?: readonly string[]
  readonly source?: readonly string[]
  readonly ids?: readonly string[]
}

/** What the filters look at; fits examples and index entries. */
export interface Selectable {
  readonly id: string
  readonly line: number
  readonly schemaId: string | null
  readonly complexity: string | null
  readonly source: string | null
}

export interface SelectedLines<E, P> {
  readonly examples: readonly E[]
  readonly problems: readonly P[]
  /** True when something was left out. */
  readonly cut: boolean
}

const FILTERS: readonly {
  readonly name: 'complexity' | 'schema' | 'source' | 'ids'
  readonly of: (example: Selectable) => string | null
}[] = [
  { name: 'complexity', of: ({ complexity }) => complexity },
  { name: 'schema', of: ({ schemaId }) => schemaId },
  { name: 'source', of: ({ source }) => source },
  { name: 'ids', of: ({ id }) => id },
]

/**
 * The part of a dataset that a selection names. A broken line cannot be filtered, since nobody knows what it was to
 * be: it stays unless the limit ends before it.
 *
 * @throws {EdgejsonError} `BAD_OPTION` for a limit below 1 and for a filter that fits no example.
 */
export function selectLines<E extends Selectable, P extends { readonly line: number }>(
  dataset: { readonly examples: readonly E[]; readonly problems: readonly P[] },
  selection: LineSelection,
): SelectedLines<E, P> {
  let examples = dataset.examples
  for (const { name, of } of FILTERS) {
    const wanted = selection[name]
    if (wanted !== undefined) examples = filtered(examples, name, of, wanted)
  }
  let problems = dataset.problems
  const last = lastLine(examples, problems, selection.limit ?? null)
  if (last !== null) {
    examples = examples.filter(({ line }) => line <= last)
    problems = problems.filter(({ line }) => line <= last)
  }
  const cut = examples.length < dataset.examples.length || problems.length < dataset.problems.length
  return { examples, problems, cut }
}

function filtered<E extends Selectable>(
  examples: readonly E[],
  name: string,
  of: (example: Selectable) => string | null,
  wanted: readonly string[],
): readonly E[] {
  const set = new Set<string | null>(wanted)
  const kept = examples.filter((example) => set.has(of(example)))
  if (kept.length > 0) return kept
  const known = [...new Set(examples.map(of))].filter((value) => value !== null)
  const some = known.slice(0, 12).map((value) => quote(value))
  throw new EdgejsonError(
    'BAD_OPTION',
    `no example has ${name} ${wanted.map((value) => quote(value)).join(' or ')}; ` +
      (known.length === 0
        ? 'the dataset does not say it of any example.'
        : `there are ${some.join(', ')}${known.length > some.length ? ', …' : ''}.`),
  )
}

/** The line at which a limit ends; null when it cuts nothing. */
function lastLine(
  examples: readonly { readonly line: number }[],
  problems: readonly { readonly line: number }[],
  limit: number | null,
): number | null {
  if (limit === null) return null
  if (!Number.isInteger(limit) || limit < 1) {
    throw new EdgejsonError('BAD_OPTION', `the limit is ${limit}; it must be a whole number of at least 1.`)
  }
  const lines = [...examples, ...problems].map(({ line }) => line).sort((a, b) => a - b)
  return lines[limit - 1] ?? null
}
