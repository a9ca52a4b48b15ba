import { createHash } from 'node:crypto'
import { byCodeUnit } from '../../core/code-unit-order.ts'

/** The fields of an example that the choice depends on. */
export interface Candidate {
  readonly id: string
  /** Null is a stratum like any other. */
  readonly complexity: string | null
}

/** Examples in the order of their requests. */
export interface ChosenSample<T extends Candidate> {
  readonly warmUp: readonly T[]
  readonly sample: readonly T[]
}

/**
 * The examples of the latency sample: from each complexity its share, and within it those with the lowest
 * SHA-256 of their ids. So everyone with this dataset measures the same ones. They run in the order of the
 * hashes, which mixes the complexities: thermal throttling then affects all of them alike. The warm-up uses
 * the next examples, so that no server has a prompt of the sample in its cache; if the dataset has no others,
 * it uses the sample itself.
 */
export function chooseSample<T extends Candidate>(
  examples: readonly T[],
  size: number,
  warmUp: number,
): ChosenSample<T> {
  const ordered = examples
    .map((example) => ({ example, hash: createHash('sha256').update(example.id, 'utf8').digest('hex') }))
    .sort((a, b) => byCodeUnit(a.hash, b.hash) || byCodeUnit(a.example.id, b.example.id))
    .map(({ example }) => example)
  const strata = new Map<string | null, T[]>()
  for (const example of ordered) {
    const stratum = strata.get(example.complexity)
    if (stratum === undefined) strata.set(example.complexity, [example])
    else stratum.push(example)
  }
  const chosen = new Set<T>()
  for (const [key, places] of allocate(strata, Math.min(size, examples.length))) {
    for (const example of strata.get(key)?.slice(0, places) ?? []) chosen.add(example)
  }
  const sample = ordered.filter((example) => chosen.has(example))
  const others = ordered.filter((example) => !chosen.has(example))
  return { sample, warmUp: [...others, ...sample].slice(0, warmUp) }
}

/**
 * Divides the places in proportion to the strata; the rest goes to the largest remainders (Hamilton's
 * method).
 */
function allocate(
  strata: ReadonlyMap<string | null, readonly Candidate[]>,
  places: number,
): Map<string | null, number> {
  const total = [...strata.values()].reduce((sum, { length }) => sum + length, 0)
  const shares = [...strata].map(([key, { length }]) => {
    // In whole numbers: a remainder must not depend on how a division was rounded.
    const product = places * length
    return { key, whole: Math.floor(product / total), remainder: product % total }
  })
  let left = places - shares.reduce((sum, { whole }) => sum + whole, 0)
  shares.sort((a, b) => b.remainder - a.remainder || byCodeUnit(a.key ?? '', b.key ?? ''))
  return new Map(shares.map(({ key, whole }) => [key, left-- > 0 ? whole + 1 : whole]))
}
