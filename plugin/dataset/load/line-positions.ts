/** Position of a value in an ascending list, by binary search; -1 when absent. */
export function positionOf(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = sorted[middle] ?? 0
    if (found === value) return middle
    if (found < value) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Counts lines of a text from one offset to the next. Lines end with LF, CRLF or CR. */
export class LineCounter {
  readonly #text: string
  #offset = 0
  #line = 1

  constructor(text: string) {
    this.#text = text
  }

  /** The number, from 1, of the line that holds this offset, which must not lie before that of the last call. */
  lineAt(offset: number): number {
    const passed = this.#text.slice(this.#offset, offset)
    this.#line += passed.match(/\r\n|\r|\n/g)?.length ?? 0
    this.#offset = offset
    return this.#line
  }
}
