/** First and last code point, both included. */
export type Range = readonly [first: number, last: number]

const LAST = 0x10ffff

/** `\d` of ECMAScript. */
export const DIGITS: readonly Range[] = [[0x30, 0x39]]

/** `\w` of ECMAScript, without the flag `i`. */
export const WORD: readonly Range[] = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]

/** `\s` of ECMAScript: white space and line ends of Unicode, and the BOM. */
export const SPACE: readonly Range[] = [
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]

/** What `.` does not match. */
export const LINE_ENDS: readonly Range[] = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]

/** Every code point that is in none of the ranges, sorted. */
export function complement(ranges: readonly Range[]): Range[] {
  const result: Range[] = []
  let next = 0
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (first > next) result.push([next, first - 1])
    next = Math.max(next, last + 1)
  }
  if (next <= LAST) result.push([next, LAST])
  return result
}

/** A class of RE2 with these code points. */
export function classText(ranges: readonly Range[]): string {
  if (ranges.length === 0) return `[^\\x{0}-\\x{${LAST.toString(16)}}]`
  const parts = ranges.map(([first, last]) =>
    first === last ? codePointText(first) : `${codePointText(first)}-${codePointText(last)}`,
  )
  return `[${parts.join('')}]`
}

/** One code point as RE2 writes it, inside a class or outside. */
export function codePointText(codePoint: number): string {
  return `\\x{${codePoint.toString(16)}}`
}

const properties = new Map<string, readonly Range[]>()

/**
 * The code points of a property such as `\p{Letter}`, from the `RegExp` of this Node, so that its Unicode version is the
 * only one. About 50 ms for each property, once.
 *
 * @param property with its backslash, braces and name
 * @throws {SyntaxError} for a property that does not exist
 */
export function propertyRanges(property: string): readonly Range[] {
  const known = properties.get(property)
  if (known !== undefined) return known
  const expression = new RegExp(`^${property}$`, 'u')
  const ranges: Range[] = []
  let first = -1
  for (let codePoint = 0; codePoint <= LAST + 1; codePoint += 1) {
    const inside = codePoint <= LAST && expression.test(String.fromCodePoint(codePoint))
    if (inside && first < 0) first = codePoint
    if (!inside && first >= 0) {
      ranges.push([first, codePoint - 1])
      first = -1
    }
  }
  properties.set(property, ranges)
  return ranges
}
