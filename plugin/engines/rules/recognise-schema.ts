import { labelOf } from './label.ts'
import type { PromptLines } from './read-lines.ts'
import { isHeading, lineFits } from './scopes.ts'
import type { Field, ObjectShape } from './shape.ts'

/** A schema that a prompt may have been written from. */
export interface Candidate {
  readonly id: string
  /** Words of the schema's name and title, lower case. */
  readonly words: readonly string[]
  readonly shape: ObjectShape
}

/**
 * Candidates by the labels of their top-level keys, so that a line costs only the schemas with that label.
 */
export type CandidateIndex = ReadonlyMap<
  string,
  readonly { readonly candidate: Candidate; readonly field: Field }[]
>

export function indexCandidates(candidates: readonly Candidate[]): CandidateIndex {
  const index = new Map<string, { candidate: Candidate; field: Field }[]>()
  for (const candidate of candidates) {
    for (const [label, field] of candidate.shape.fields) {
      const known = index.get(label)
      if (known === undefined) index.set(label, [{ candidate, field }])
      else known.push({ candidate, field })
    }
  }
  return index
}

/** Length of the text before the first key that is examined, in UTF-16 units. */
const TITLE_LENGTH = 1000

/**
 * The schema that the top-level lines were most likely written from: the one with the most of their keys;
 * then the one that misses the fewest required keys; then the one whose name is in the title and the closing
 * line; then the one with the fewest keys. Null if no schema has any key.
 */
export function recogniseSchema(prompt: PromptLines, index: CandidateIndex): Candidate | null {
  const found = findLabels(prompt, index)
  const said = new Set(wordsOf(`${titleOf(prompt, index)} ${prompt.topic}`))
  let best: { readonly candidate: Candidate; readonly rank: readonly number[] } | null = null
  for (const [candidate, labels] of found) {
    const { required, fields } = candidate.shape
    const missing = [...required].filter((label) => !labels.has(label)).length
    const named =
      candidate.words.filter((word) => said.has(word)).length / Math.max(1, candidate.words.length)
    const rank = [labels.size, -missing, named, -fields.size]
    if (best === null || isHigher(rank, best.rank)) best = { candidate, rank }
  }
  return best?.candidate ?? null
}

function findLabels({ lines }: PromptLines, index: CandidateIndex): Map<Candidate, Set<string>> {
  const found = new Map<Candidate, Set<string>>()
  const seen = new Set<string>()
  for (const { level, labelled } of lines) {
    if (level !== 0 || labelled === null) continue
    // Repetitions add no information, and a prompt may contain very many.
    const kind = `${isHeading(labelled)} ${labelled.label}`
    const known = index.get(labelled.label)
    if (known === undefined || seen.has(kind)) continue
    seen.add(kind)
    for (const { candidate, field } of known) {
      if (!lineFits(labelled, field.shape)) continue
      const labels = found.get(candidate)
      if (labels === undefined) found.set(candidate, new Set([labelled.label]))
      else labels.add(labelled.label)
    }
  }
  return found
}

function titleOf({ lines }: PromptLines, index: CandidateIndex): string {
  let title = ''
  for (const { text, labelled } of lines) {
    if (title.length >= TITLE_LENGTH || (labelled !== null && index.has(labelled.label))) break
    title += ` ${text.slice(0, TITLE_LENGTH)}`
  }
  return title
}

function isHigher(rank: readonly number[], than: readonly number[]): boolean {
  for (const [place, value] of rank.entries()) {
    const other = than[place] ?? 0
    if (value !== other) return value > other
  }
  return false
}

/** The words of a name or a sentence, in the form of labels: `order_details` is `order` and `details`. */
export function wordsOf(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}]+/u)
    .map(labelOf)
    .filter((word) => word !== '')
}
