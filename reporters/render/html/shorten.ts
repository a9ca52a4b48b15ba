/** Longest name (id, schema, path, model) that the page carries, in UTF-16 units. */
export const NAME_LENGTH = 300

/** Cut at a whole character, the cut marked by `…`; the same text wherever the page names the same thing. */
export function shorten(text: string, length: number = NAME_LENGTH): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length - 1)
  const last = cut.charCodeAt(cut.length - 1)
  const splitsPair = last >= 0xd800 && last <= 0xdbff
  return `${splitsPair ? cut.slice(0, -1) : cut}…`
}
