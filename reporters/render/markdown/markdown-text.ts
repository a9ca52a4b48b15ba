import { integer } from '../../../plugin/core/format.ts'
import { printable } from '../../../plugin/core/printable.ts'

/** Punctuation that Markdown, HTML or GitHub's filters give a meaning; digits, letters and blanks have none. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g
/** What a filter that runs after Markdown would join into a mention, an address, an issue or a link. */
const JOINTS = new Set(['@', '#', ':', '-'])

/**
 * Foreign text as inert text of GitHub's Markdown, also inside a table: every punctuation mark is a character
 * reference. References alone are not enough (`a&#64;b.example` still becomes a link, `&#64;octocat` a mention), so an
 * element without content, a place where a line may break, stands behind the marks that make links.
 */
export function markdownProse(text: string): string {
  return printable(text).replace(PUNCTUATION, (char) => {
    const reference = `&#${char.charCodeAt(0)};`
    return JOINTS.has(char) ? `${reference}<wbr>` : reference
  })
}

/** Foreign text as inline code, cut to `length` UTF-16 units. Inside `<code>` GitHub makes no mention or issue link. */
export function markdownCode(text: string, length: number): string {
  const shown = cut(text, length)
  return `<code>${markdownProse(shown)}${shown.length < text.length ? '…' : ''}</code>`
}

/** Foreign text as a block of its own, lines kept, cut to `length` units. */
export function markdownBlock(text: string, length: number): string {
  const shown = cut(text, length)
  // Within <pre> nothing is Markdown; only what ends it or begins an element must not be there.
  const lines = shown
    .split('\n')
    .map((line) => printable(line).replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`))
  const more = text.length - shown.length
  return `<pre>${lines.join('\n')}${more > 0 ? `… ${integer(more)} more characters` : ''}</pre>`
}

/** Cuts between characters. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}

/**
 * What has a meaning in Markdown, in HTML, or to a filter that makes links: the marks themselves, and others where they
 * stand in such a place. What has none stays, so that the source of a table can be read.
 */
const LIVE =
  /[#$&*<>@[\\\]`|~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=[^\s\d])|(?<=www)\.|(?<=\bgh)-(?=\d)|^[-+=]|(?<=^\d+)[.)](?=\s|$)/giu

/**
 * Foreign text in Markdown, on one line and without effect: no markup, no link (not even one that GitHub makes of a
 * bare address), no mention, no HTML, no cell of a table.
 */
export function markdownText(text: string, limit = 200): string {
  return printable(text, limit)
    .trim()
    .replace(LIVE, (mark) => markdownProse(mark))
}
