import { byCodeUnit } from '../../core/code-unit-order.ts'
import { type Baseline, type BaselineEntry, wasRight } from '../../records/baseline.ts'
import type { BaselineState, CaseRecord } from '../../records/case.ts'
import { changedParts, type ExampleHash, isSameExample } from '../../records/example-hash.ts'

/** The fields of a case that matching uses. */
export type MatchedCase = Pick<CaseRecord, 'id' | 'line' | 'hash' | 'critical'>

/**
 * The examples of a run matched with those of a baseline. Lists are in code-unit order, and an id is in one
 * list only.
 */
export interface MatchedExamples {
  /** Entries of the comparable examples, by the run's id, in the order of the baseline. */
  readonly unchanged: ReadonlyMap<string, BaselineEntry>
  /** Examples with the same id but another prompt, expected value or other scoring rules. */
  readonly changed: readonly { readonly id: string; readonly parts: readonly string[] }[]
  /** Examples that have another id in the run. */
  readonly renamed: readonly { readonly from: string; readonly to: string }[]
  /** Examples of the baseline that the run does not have. */
  readonly removed: readonly string[]
  /** Examples of the run that the baseline does not have. */
  readonly added: readonly string[]
  /** Unchanged examples with another JSON Schema. */
  readonly schemaChanged: readonly string[]
  /** Unchanged examples that are critical in the baseline but no longer in the dataset. */
  readonly untagged: readonly string[]
}

const PARTS: Readonly<Record<keyof ExampleHash, string>> = {
  prompt: 'prompt',
  expected: 'expected value',
  rules: 'scoring rules',
  schema: 'JSON Schema',
}

const contentKey = ({ prompt, expected, rules }: ExampleHash): string => `${prompt} ${expected} ${rules}`

/**
 * `line` of `line-12`. Without ids in a dataset, ids are made from line numbers, which say nothing about the
 * example. Null for any other id.
 */
function prefixOfNumbered(id: string, line?: number): string | null {
  const [, prefix, number] = /^(.*)-([1-9]\d*)$/s.exec(id) ?? []
  return prefix === undefined || (line !== undefined && number !== String(line)) ? null : prefix
}

/**
 * Matches the examples of both sides. First by id and content; then, among ids made from line numbers, by
 * content alone, so that an inserted line changes one example and not all that follow. A case without a hash
 * (its line is broken, or it left no record) has no result to compare and is matched by its id.
 */
export function matchExamples(
  entries: readonly BaselineEntry[],
  cases: Iterable<MatchedCase>,
): MatchedExamples {
  const before = new Map(entries.map((entry) => [entry.id, entry]))
  // Copies: a case that is kept keeps its texts. Most hashes are those of the baseline, and are kept once.
  const all = new Map<string, MatchedCase>()
  for (const { id, line, hash, critical } of cases) {
    const known = before.get(id)?.hash ?? null
    const isKnown = known !== null && hash !== null && changedParts(known, hash).length === 0
    all.set(id, { id, line, hash: isKnown ? known : hash, critical })
  }
  const now = new Map(all)
  /** Ids of the run by those of the baseline. */
  const idOf = new Map<string, string>()
  const settle = (id: string, entry: BaselineEntry): void => {
    idOf.set(entry.id, id)
    now.delete(id)
    before.delete(entry.id)
  }

  for (const [id, { hash }] of now) {
    const entry = before.get(id)
    if (entry === undefined) continue
    if (hash === null || entry.hash === null || isSameExample(entry.hash, hash)) settle(id, entry)
  }
  const byNumberedContent = groupedByContent(before.values(), (entry) => prefixOfNumbered(entry.id))
  for (const [id, { hash, line }] of now) {
    const prefix = prefixOfNumbered(id, line)
    const entry =
      hash && prefix !== null ? byNumberedContent.get(`${prefix} ${contentKey(hash)}`)?.shift() : undefined
    if (entry !== undefined) settle(id, entry)
  }

  const changed: { id: string; parts: string[] }[] = []
  for (const [id, { hash }] of now) {
    const entry = before.get(id)
    if (!entry?.hash || hash === null) continue
    const parts = changedParts(entry.hash, hash).filter((part) => part !== 'schema')
    changed.push({ id, parts: parts.map((part) => PARTS[part]) })
    now.delete(id)
    before.delete(id)
  }
  const renamed: { from: string; to: string }[] = []
  const byContent = groupedByContent(before.values(), () => '')
  for (const [id, { hash }] of now) {
    const entry = hash && byContent.get(` ${contentKey(hash)}`)?.shift()
    if (!entry) continue
    renamed.push({ from: entry.id, to: id })
    now.delete(id)
    before.delete(entry.id)
  }

  // In the order of the baseline: resampling must not depend on the order of the dataset's lines.
  const unchanged = new Map(
    entries.filter(({ id }) => idOf.has(id)).map((entry) => [idOf.get(entry.id) ?? '', entry]),
  )
  const schemaChanged = [...unchanged].filter(([id, entry]) => {
    const hash = all.get(id)?.hash ?? null
    return hash !== null && entry.hash !== null && hash.schema !== entry.hash.schema
  })
  const untagged = [...unchanged].filter(([id, entry]) => entry.critical && all.get(id)?.critical === false)
  return {
    unchanged,
    changed: changed.sort((a, b) => byCodeUnit(a.id, b.id)),
    renamed: renamed.sort((a, b) => byCodeUnit(a.from, b.from)),
    removed: [...before.keys()].sort(byCodeUnit),
    added: [...now.keys()].sort(byCodeUnit),
    schemaChanged: schemaChanged.map(([id]) => id).sort(byCodeUnit),
    untagged: untagged.map(([id]) => id).sort(byCodeUnit),
  }
}

/** Where schema compliance decides, an example with another JSON Schema is a changed one. */
export function matchedWithSchemas(matched: MatchedExamples): MatchedExamples {
  const others = new Set(matched.schemaChanged)
  if (others.size === 0) return matched
  const changed = [...matched.changed, ...matched.schemaChanged.map((id) => ({ id, parts: [PARTS.schema] }))]
  return {
    ...matched,
    unchanged: new Map([...matched.unchanged].filter(([id]) => !others.has(id))),
    changed: changed.sort((a, b) => byCodeUnit(a.id, b.id)),
    schemaChanged: [],
  }
}

/** The entries of the examples that a run and a baseline share, under the run's ids. */
export function comparableEntries(
  baseline: { readonly entries: readonly BaselineEntry[] },
  cases: Iterable<MatchedCase>,
): BaselineEntry[] {
  return [...matchExamples(baseline.entries, cases).unchanged].map(([id, entry]) => ({ ...entry, id }))
}

/**
 * The baseline state of an example: `hit`, `miss`, or `new` if the baseline lacks the example as it is now or
 * has no result for it. Always null without a baseline (pass null for one that may not be compared).
 */
export function baselineLookup(
  baseline: Baseline | null,
): (example: Pick<CaseRecord, 'id' | 'line' | 'hash'>) => BaselineState {
  if (baseline === null) return () => null
  const find = entryFinder(baseline.entries)
  return (example) => {
    const entry = find(example)
    const right = entry === undefined ? null : wasRight(entry)
    if (right === null) return 'new'
    return right ? 'hit' : 'miss'
  }
}

/** Finds the comparable entry of one example, with the rules of {@link matchExamples}. */
function entryFinder(
  entries: readonly BaselineEntry[],
): (example: Omit<MatchedCase, 'critical'>) => BaselineEntry | undefined {
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const byNumberedContent = groupedByContent(entries, (entry) => prefixOfNumbered(entry.id))
  return ({ id, line, hash }) => {
    if (hash === null) return undefined
    const entry = byId.get(id)
    if (entry?.hash && isSameExample(entry.hash, hash)) return entry
    const prefix = prefixOfNumbered(id, line)
    return prefix === null ? undefined : byNumberedContent.get(`${prefix} ${contentKey(hash)}`)?.[0]
  }
}

/**
 * Entries by prefix and content; entries of the same content keep their order. Entries without a prefix or
 * hash are left out.
 */
function groupedByContent(
  entries: Iterable<BaselineEntry>,
  prefixOf: (entry: BaselineEntry) => string | null,
): Map<string, BaselineEntry[]> {
  const groups = new Map<string, BaselineEntry[]>()
  for (const entry of entries) {
    const prefix = prefixOf(entry)
    if (prefix === null || entry.hash === null) continue
    const key = `${prefix} ${contentKey(entry.hash)}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [entry])
    else group.push(entry)
  }
  return groups
}
