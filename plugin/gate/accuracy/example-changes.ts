import { plural } from '../../core/format.ts'
import { listed, printable, quoted } from '../../core/printable.ts'
import type { ComplianceComparison } from '../../records/comparison.ts'
import type { ExampleChanges } from '../../records/example-changes.ts'
import type { MatchedExamples } from '../baseline/match-examples.ts'

/** The record of a matching, with the verdict over the unchanged examples. */
export function exampleChanges(
  { unchanged, changed, renamed, removed, added, schemaChanged }: MatchedExamples,
  verdict: ExampleChanges['verdict'],
): ExampleChanges {
  return { unchanged: unchanged.size, changed, renamed, removed, added, schemaChanged, verdict }
}

/**
 * `2 examples changed, 1 removed`: what must be accepted; empty if nothing.
 *
 * @param same both sides must have the same examples: a new one counts, too
 */
export function unsettledText({ changed, renamed, removed, added }: MatchedExamples, same = false): string {
  const groups: [number, string][] = [
    [changed.length, 'changed'],
    [renamed.length, 'renamed'],
    [removed.length, 'removed'],
    [same ? added.length : 0, 'new'],
  ]
  return groups
    .filter(([count]) => count > 0)
    .map(([count, what], index) => `${index === 0 ? plural(count, 'example') : count} ${what}`)
    .join(', ')
}

const changedText = ({ id, parts }: ExampleChanges['changed'][number]): string =>
  `${printable(id, 60)} (${parts.join(', ')})`

/** At most this many examples are named in a line. */
const MOST = 10

function named(texts: readonly string[]): string {
  const more = texts.length - MOST
  return texts.slice(0, MOST).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** The changed, renamed, removed and new examples by name, one line for each kind. */
export function changeLines({ changed, renamed, removed, added, untagged }: MatchedExamples): string[] {
  const lines: string[] = []
  if (changed.length > 0) lines.push(`Changed (${changed.length}): ${named(changed.map(changedText))}.`)
  if (renamed.length > 0) {
    const texts = renamed.map(({ from, to }) => `${quoted(from, 60)} is now ${quoted(to, 60)}`)
    lines.push(`Renamed (${renamed.length}): ${named(texts)}.`)
  }
  if (removed.length > 0) lines.push(`Removed (${removed.length}): ${listed(removed)}.`)
  if (added.length > 0) lines.push(`New, not in the baseline (${added.length}): ${listed(added)}.`)
  if (untagged.length > 0)
    lines.push(
      `No longer tagged critical, which takes effect once it is accepted (${untagged.length}): ${listed(untagged)}.`,
    )
  return lines
}

/** Notes on schema compliance; empty if neither compliance nor a schema changed. */
export function complianceLines(
  { schemaChanged }: MatchedExamples,
  compliance: ComplianceComparison | null,
): string[] {
  const lines: string[] = []
  if (schemaChanged.length > 0) {
    lines.push(
      `The JSON Schema changed for ${plural(schemaChanged.length, 'example')}, left out of the comparison of schema ` +
        `compliance: ${listed(schemaChanged)}.`,
    )
  }
  if (compliance !== null && compliance.lost + compliance.gained > 0) {
    const { pairs, reference, candidate, lost, gained } = compliance
    lines.push(
      `Schema compliance: ${reference} → ${candidate} of ${pairs} (${lost} lost, ${gained} gained); it decides nothing.`,
    )
  }
  return lines
}
