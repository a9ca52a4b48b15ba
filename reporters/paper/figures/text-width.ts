/**
 * Advance widths of Helvetica (Adobe's font metrics), U+0020 to U+007E, in thousandths of the font size. Arial and
 * Liberation Sans have the same widths. A layout computed from this table is the same on every machine.
 */
const HELVETICA: readonly number[] = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
]
/** Factor by which DejaVu Sans is wider. Machines without the other fonts use it, and no text may be cut off there. */
const DEJAVU = 1.17
/**
 * Widths of characters that are not in the table: about a wide Latin letter, and a full square from the East Asian
 * scripts on.
 */
const OTHER = 600
const WIDE = 1000
const FIRST_WIDE = 0x1100

/** Width in pixels that a text may need, in the widest of the fonts. */
export function textWidth(text: string, fontSize: number): number {
  let thousandths = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    const known = HELVETICA[code - 0x20]
    thousandths += known === undefined ? (code >= FIRST_WIDE ? WIDE : OTHER) : known * DEJAVU
  }
  return (thousandths * fontSize) / 1000
}

/** The text, cut after a whole character and marked with `…` where it is wider than `width` pixels. */
export function fitText(text: string, width: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= width) return text
  let fitting = ''
  for (const character of text) {
    if (textWidth(`${fitting}${character}…`, fontSize) > width) break
    fitting += character
  }
  return `${fitting}…`
}
