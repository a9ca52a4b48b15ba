import type { LineStream } from '../vitest/progress/live-line.ts'

/** A terminal that knows line breaks, going up a line and clearing it: what a person sees of what was written. */
export class Screen implements LineStream {
  readonly isTTY = true
  readonly columns: number
  readonly #lines: string[] = ['']
  #row = 0

  constructor(columns = 80) {
    this.columns = columns
  }

  write: LineStream['write'] = (chunk: string | Uint8Array): boolean => {
    for (const [part] of String(chunk).matchAll(/\u001b\[1A|\u001b\[2K|\n|[^\u001b\n]+/g)) {
      if (part === '\n') {
        this.#row++
        this.#lines[this.#row] ??= ''
      } else if (part === '\u001b[1A') this.#row--
      else if (part === '\u001b[2K') this.#lines[this.#row] = ''
      else this.#lines[this.#row] += part
    }
    return true
  }

  /** Lines above the cursor. */
  get lines(): string[] {
    return this.#lines.slice(0, this.#row)
  }
}
