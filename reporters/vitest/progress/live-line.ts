import { clip } from '../../render/text.ts'

const UP_AND_CLEAR = '\u001b[1A\u001b[2K'

/** The part of a terminal's stream that is used. */
export interface LineStream {
  write: NodeJS.WriteStream['write']
  readonly isTTY?: boolean
  readonly columns?: number
}

/**
 * A line that stays the last one of what is printed, and is rewritten in place. Whatever others write to the streams
 * meanwhile goes above it. Vitest's live summary stands below all that is written, so below this line, too: it
 * intercepts the same streams and prints what they get above itself, cursor movements included.
 */
export class LiveLine {
  readonly #streams: readonly LineStream[]
  readonly #out: LineStream
  #originals: (readonly [LineStream, LineStream['write']])[] = []
  #text: string | null = null

  /** @param out the terminal; `others` are terminals that write to the same screen. */
  constructor(out: LineStream, others: readonly LineStream[] = []) {
    this.#out = out
    this.#streams = [out, ...others].filter(({ isTTY }) => isTTY === true)
  }

  /** Prints the line, or replaces it. */
  show(text: string): void {
    this.#listen()
    const line = clip(text, Math.max(1, (this.#out.columns ?? 80) - 1))
    if (line === this.#text) return
    this.#print(`${this.#text === null ? '' : UP_AND_CLEAR}${line}\n`)
    this.#text = line
  }

  /** Takes the line away, and leaves the streams as they were. */
  hide(): void {
    if (this.#text !== null) this.#print(UP_AND_CLEAR)
    this.#text = null
    for (const [stream, write] of this.#originals) stream.write = write
    this.#originals = []
  }

  #listen(): void {
    if (this.#originals.length > 0) return
    this.#originals = this.#streams.map((stream) => [stream, stream.write])
    for (const [stream, write] of this.#originals) {
      // One implementation of all overloads of `write`: the arguments are passed on unchanged.
      stream.write = ((...args: Parameters<LineStream['write']>) =>
        this.#above(args[0], () => Reflect.apply(write, stream, args))) as LineStream['write']
    }
  }

  /** Lets others write above the line. Where they leave a line open, ours stays away until the next update. */
  #above(chunk: string | Uint8Array, write: () => boolean): boolean {
    if (this.#text !== null) this.#print(UP_AND_CLEAR)
    const result = write()
    const open = typeof chunk === 'string' ? !chunk.endsWith('\n') : chunk.at(-1) !== 10
    if (this.#text !== null && open) this.#text = null
    if (this.#text !== null) this.#print(`${this.#text}\n`)
    return result
  }

  #print(text: string): void {
    const [, write] = this.#originals.find(([stream]) => stream === this.#out) ?? []
    if (write !== undefined) Reflect.apply(write, this.#out, [text])
  }
}
