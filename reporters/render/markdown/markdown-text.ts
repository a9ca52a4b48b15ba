import { beginningOf } from '../../../plugin/core/cut-text.ts'
import { integer } from '../../../plugin/core/format.ts'
import { printable } from '../../../plugin/core/printable.ts'

/** Punctuation with a meaning in Markdown, HTML or GitHub's filters. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g
/** Characters of which a filter after Markdown makes a mention, an address, an issue or a link. */
const JOINTS = new Set(['@', '#', ':', '-'])

/**
 * Untrusted text as inert text of GitHub's Markdown, also inside a table: every punctuation mark is a character
 * reference. References alone are not enough (`a&#64;b.example` still becomes a link, `&#64;octocat` a mention), so an
 * empty element (`<wbr>`) follows the marks that make links.
 */
export function markdownProse(text: string): string {
  return printable(text).replace(PUNCTUATION, (char) => {
    const reference = `&#${char.charCodeAt(0)};`
    return JOINTS.has(char) ? `${reference}<wbr>` : reference
  })
}

/** Untrusted text as inline code, cut to `length` UTF-16 units. Inside `<code>` GitHub makes no mention or issue link. */
export function markdownCode(text: string, length: number): string {
  const shown = beginningOf(text, length)
  return `<code>${markdownProse(shown)}${shown.length < text.length ? '…' : ''}</code>`
}

/** Untrusted text as a block of its own, lines kept, cut to `length` units. */
export function markdownBlock(text: string, length: number): string {
  const shown = beginningOf(text, length)
  // Within <pre> there is no Markdown; only characters that end it or begin an element must be escaped.
  const lines = shown
    .split('\n')
    .map((line) => printable(line).replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`))
  const more = text.length - shown.length
  return `<pre>${lines.join('\n')}${more > 0 ? `… ${integer(more)} more characters` : ''}</pre>`
}

/**
 * Characters with a meaning in Markdown, in HTML, or in a filter that makes links, some of them only in certain
 * positions. Other characters are not escaped, so that the source of a table is readable.
 */
const LIVE =
  /[#$&*<>@[\\\]`|~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=[^\s\d])|(?<=www)\.|(?<=\bgh)-(?=\d)|^[-+=]|(?<=^\d+)[.)](?=\s|$)/giu

/**
 * Untrusted text in Markdown, on one line and without effect: no markup, no link (not even one that GitHub makes of a
 * bare address), no mention, no HTML, no cell of a table.
 */
export function markdownText(text: string, limit = 200): string {
  return printable(text, limit)
    .trim()
    .replace(LIVE, (mark) => markdownProse(mark))
}
