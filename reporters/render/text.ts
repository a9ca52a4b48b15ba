import stringWidth from 'string-width'
import { printable } from '../../plugin/core/printable.ts'

let segmenter: Intl.Segmenter | undefined
/** Texts whose every character is one column: ASCII, letters of Latin-1 and Greek, and the dashes, arrows and signs of reports. */
const PLAIN: RegExp =
  /^[ -~\xa0-\xa8\xaa-\xac\xaf-\xff\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9\u2010-\u2015\u2018-\u201f\u2026\u2190-\u2193\u2212\u2260-\u2265]*$/

/** Columns that printable text takes on a terminal, emoji sequences and flags included. */
export function displayWidth(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text)
}

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter()
  return segmenter.segment(text)
}

/** Grapheme clusters: letters with their marks, emoji with their joiners. */
function graphemes(text: string): Iterable<string> {
  return PLAIN.test(text) ? text : Array.from(segments(text), ({ segment }) => segment)
}

function lastGrapheme(text: string): string {
  return PLAIN.test(text) ? text.slice(-1) : (segments(text).containing(text.length - 1)?.segment ?? '')
}

/** Printable, and not a workflow command at the start of a line: GitHub's runner looks for `::` after blanks. */
function inert(text: string): string {
  return printable(text).replace(/^(\s*)::/, '$1\\u003a:')
}

/** Untrusted text made printable, whole. */
export function whole(text: string): string {
  return inert(text)
}

/** An id, never cut, so that it can be searched for and passed to `-t`. A long one continues on several lines. */
export function idLines(id: string, columns: number): string[] {
  return pieces(inert(id), columns)
}

/** Names cut to `columns`, so that different names stay different: names with the same start show their ends. */
export function clipApart(names: readonly string[], columns: number): string[] {
  const count = (texts: readonly string[]): Map<string, number> => {
    const counts = new Map<string, number>()
    for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
    return counts
  }
  const cut = names.map((name) => clip(name, columns))
  const alike = count(cut)
  const ends = names.map((name, index) =>
    (alike.get(cut[index] ?? '') ?? 0) > 1 ? clipStart(name, columns) : (cut[index] ?? ''),
  )
  const still = count(ends)
  return ends.map((text, index) =>
    (still.get(text) ?? 0) > 1 ? `${clip(text, columns - 4)}#${index + 1}` : text,
  )
}

/** Untrusted text made printable and cut to `columns`, the cut marked by `…`. */
export function clip(text: string, columns: number): string {
  // Marks without a width may be unlimited, so the number of units is limited too.
  const bounded = text.slice(0, columns * 8)
  const safe = inert(bounded)
  let width = 0
  let end = 0
  let fitting = 0
  for (const char of graphemes(safe)) {
    width += displayWidth(char)
    if (width > columns) return `${safe.slice(0, fitting)}…`
    end += char.length
    if (width < columns) fitting = end
  }
  return bounded.length === text.length ? safe : `${safe.slice(0, fitting)}…`
}

/** Like {@link clip}, but keeps the end: the end of a file path is its most important part. */
export function clipStart(text: string, columns: number): string {
  const safe = inert(text)
  if (displayWidth(safe) <= columns) return safe
  const chars = [...graphemes(safe)]
  let width = 0
  let from = chars.length
  while (from > 0) {
    width += displayWidth(chars[from - 1] ?? '')
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

/** Words of one text on lines of at most `columns`; a longer word is cut into pieces. Its cost is linear in the text. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  let width = 0
  // A space and a word may join the last grapheme cluster of the line and change its width; they never change what is before.
  let tail = ''
  for (const word of printable(text)
    .split(' ')
    .flatMap((word) => pieces(inert(word), columns))) {
    if (line !== '' && width + 1 + displayWidth(word) > columns) {
      lines.push(line)
      line = ''
      width = 0
      tail = ''
    }
    const end = line === '' ? word : `${tail} ${word}`
    line = line === '' ? word : `${line} ${word}`
    width += displayWidth(end) - displayWidth(tail)
    tail = lastGrapheme(end)
  }
  if (line !== '') lines.push(line)
  return lines
}

/** Wrapped, but never between a number and its unit or sign. */
export function wrapBound(text: string, width: number): string[] {
  const bound = text
    .replace(/([\dp]) (?=(?:s|ms|min|%|points|[=<→])(?![\w]))/g, '$1\u00a0')
    .replace(/([=<×→]) (?=[\d<])/g, '$1\u00a0')
  return wrap(bound, width).map((line) => line.replaceAll('\u00a0', ' '))
}

function pieces(word: string, columns: number): string[] {
  if (displayWidth(word) <= columns) return [word]
  const out: string[] = []
  let piece = ''
  // A piece may begin with any character.
  let width = 0
  for (const char of graphemes(word.replaceAll('::', ':\\u003a'))) {
    const more = displayWidth(char)
    if (width + more > columns) {
      out.push(piece)
      piece = ''
      width = 0
    }
    piece += char
    width += more
  }
  if (piece !== '') out.push(piece)
  return out
}
