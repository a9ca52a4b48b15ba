import { printable } from '../../plugin/model/printable.ts'

/**
 * Takes two columns on a terminal: East Asian scripts with their punctuation, full-width forms, and emoji.
 * An approximation of Unicode's East Asian Width that errs on the side of too wide.
 */
const WIDE: RegExp =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u
/** Takes no column of its own. */
const ZERO: RegExp = /\p{Mn}|\p{Me}|[\ufe00-\ufe0f\u200c\u200d]/u

/** Columns that printable text takes on a terminal. Knows no colour codes: colour after padding. */
export function displayWidth(text: string): number {
  let width = 0
  for (const char of text) width += charWidth(char)
  return width
}

function charWidth(char: string): number {
  if (char >= ' ' && char <= '~') return 1
  if (ZERO.test(char)) return 0
  return WIDE.test(char) ? 2 : 1
}

/** Printable, and no workflow command where a line begins with it: GitHub's runner looks for `::` behind blanks. */
function inert(text: string): string {
  return printable(text).replace(/^(\s*)::/, '$1\\u003a:')
}

/** Foreign text made printable and cut to `columns`, the cut marked by `…`. */
export function clip(text: string, columns: number): string {
  // Marks without a width could go on for ever, so the units looked at are bounded as well.
  const bounded = text.slice(0, columns * 8)
  const safe = inert(bounded)
  let width = 0
  let end = 0
  let fitting = 0
  for (const char of safe) {
    width += charWidth(char)
    if (width > columns) return `${safe.slice(0, fitting)}…`
    end += char.length
    if (width < columns) fitting = end
  }
  return bounded.length === text.length ? safe : `${safe.slice(0, fitting)}…`
}

/** Like {@link clip}, but keeps the end: file paths say most at their end. */
export function clipStart(text: string, columns: number): string {
  const safe = inert(text)
  if (displayWidth(safe) <= columns) return safe
  const chars = [...safe]
  let width = 0
  let from = chars.length
  while (from > 0) {
    width += charWidth(chars[from - 1] ?? '')
    if (width > columns - 1) break
    from--
  }
  return `…${chars.slice(from).join('')}`
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text
}

/** Words of one text on lines of at most `columns`; a longer word is cut into pieces. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text)
    .split(' ')
    .flatMap((word) => pieces(inert(word), columns))) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > columns) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  if (line !== '') lines.push(line)
  return lines
}

function pieces(word: string, columns: number): string[] {
  if (displayWidth(word) <= columns) return [word]
  const out: string[] = []
  let piece = ''
  // A piece may begin anywhere.
  for (const char of word.replaceAll('::', ':\\u003a')) {
    if (displayWidth(piece) + charWidth(char) > columns) {
      out.push(piece)
      piece = ''
    }
    piece += char
  }
  if (piece !== '') out.push(piece)
  return out
}
