import { shortName } from '../../plugin/core/printable.ts'

/** Longest name (id, schema, path, model) that the page carries, in UTF-16 units. */
export const NAME_LENGTH = 300

/** Longest id that the page carries whole. */
const ID_LENGTH = 1_000

/** An id, whole; one of more than a thousand characters shows its ends and its hash, so that no two look alike. */
export function shownId(id: string): string {
  return shortName(id, ID_LENGTH)
}

/** Cut at a whole character, the cut marked by `…`; the same text wherever the page names the same thing. */
export function shorten(text: string, length: number = NAME_LENGTH): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length - 1)
  const last = cut.charCodeAt(cut.length - 1)
  const splitsPair = last >= 0xd800 && last <= 0xdbff
  return `${splitsPair ? cut.slice(0, -1) : cut}…`
}
