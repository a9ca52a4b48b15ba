import { shorten as shortenText } from '../../plugin/core/cut-text.ts'
import { shortName } from '../../plugin/core/printable.ts'

/** Longest name (id, schema, path, model) of the page, in UTF-16 units. */
export const NAME_LENGTH = 300

/** Longest id that is not shortened. */
const ID_LENGTH = 1_000

/**
 * An id. If it has more than a thousand characters, its start, its end and its hash are shown, so that different ids
 * stay different.
 */
export function shownId(id: string): string {
  return shortName(id, ID_LENGTH)
}

/** Cut after a whole character, with `…` at the cut. Equal names give equal texts on the whole page. */
export function shorten(text: string, length: number = NAME_LENGTH): string {
  return shortenText(text, length)
}
