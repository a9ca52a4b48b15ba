import type { JsonValue } from '../core/json/json.ts'
import { readJsonAt, readWholeJson } from '../core/json/parse.ts'
import { fencedScalar } from './fenced-scalar.ts'
import { Place } from './place.ts'
import { afterEnd, afterLastEnd, markerAt, type ReasoningBlock } from './reasoning.ts'
import { Region } from './region.ts'
import { restartedObject } from './restarted-object.ts'
import { listStart, objectStart } from './value-start.ts'

/**
 * What follows a broken value that only seemed to be closed: the next member or item, or another closing
 * bracket.
 */
const GOES_ON = {
  '{': /^(?:"|\s*[}\]]|\s*,\s*(?:["'`“‘«]|[\p{L}_$][\w$]*\s*:))/u,
  '[': /^(?:"|\s*[}\]]|\s*,\s*[[{"'\d-])/u,
}
const UNDECIDED = /^\s*(?:,\s*(?:[\p{L}_$][\w$]*\s*)?)?$/u
/** How many characters after a closed value are examined. */
const REACH = 200

const NUMBERS = /[\d\s,.+\-eEtruflasn]*/y

type State = 'prose' | 'reasoning' | 'region' | 'closed' | 'numbers' | 'line' | 'found' | 'stopped'

/**
 * Finds the JSON value of a completion, in a whole text or while it is generated. The stop criterion and the
 * lenient extraction share this state machine, so they agree. Linear time, independent of how the text is
 * split into pieces.
 *
 * While a text is being generated, nothing is decided that a later character could change. What only the end
 * of the text decides (a value that never closes, a scalar in a fence) is decided in `final` scans. The
 * exception is an end marker of reasoning without a start marker: everything before it is dropped, see {@link
 * resume}.
 */
export class ValueScanner {
  readonly #blocks: readonly ReasoningBlock[]
  readonly #markerStarts: ReadonlySet<string>
  readonly #final: boolean
  #state: State = 'prose'
  /** Text that is not consumed yet, from `#at` on, with at least one character before it. */
  #pending = ''
  #at = 0
  /** The first half of a surrogate pair whose second half comes with the next piece. */
  #half = ''
  /** Offset of `#pending` in the whole text. */
  #base = 0
  #place = new Place()
  #block: ReasoningBlock | null = null
  #open: '{' | '[' = '{'
  #region = new Region('{')
  #pieces: string[] = []
  #broken = false
  #subscript = false
  #held: JsonValue | undefined
  #value: JsonValue | undefined
  #weak: JsonValue | undefined
  #attempted = false
  #answerStart = 0
  #marked = false

  /** `opened`: the reasoning block that the prompt began. `final`: the only `push` brings the whole text. */
  constructor(
    blocks: readonly ReasoningBlock[],
    options: { opened?: ReasoningBlock | null; final?: boolean } = {},
  ) {
    this.#blocks = blocks
    this.#markerStarts = new Set(
      blocks.flatMap(({ start, ends }) => [start, ...ends].map((mark) => mark[0] ?? '')),
    )
    this.#final = options.final ?? false
    if (options.opened) {
      this.#block = options.opened
      this.#state = 'reasoning'
    }
  }

  /** True when a value is complete. The position is directly after it. */
  get found(): boolean {
    return this.#state === 'found'
  }

  /** The value so far: the first one, or the first list of numbers if nothing else begins like a value. */
  get value(): JsonValue | undefined {
    if (this.#value !== undefined) return this.#value
    return this.#attempted || this.#state === 'reasoning' ? undefined : this.#weak
  }

  /** True when something began like a value but is not one. */
  get attempted(): boolean {
    return this.#attempted
  }

  /** Offset of the text that follows the reasoning blocks. */
  get answerStart(): number {
    return this.#answerStart
  }

  /** A marker of reasoning stood outside values. */
  get marked(): boolean {
    return this.#marked
  }

  get position(): number {
    return this.#base + this.#at
  }

  /** The text that is not scanned yet. */
  get rest(): string {
    return this.#pending.slice(this.#at) + this.#half
  }

  push(piece: string): void {
    let text = this.#half + piece
    this.#half = ''
    if (!this.#final && /[\ud800-\udbff]$/.test(text)) {
      this.#half = text.slice(-1)
      text = text.slice(0, -1)
    }
    const dropped = Math.max(0, this.#at - 1)
    this.#pending = this.#pending.slice(dropped) + text
    this.#at -= dropped
    this.#base += dropped
    this.#run()
  }

  /** Continues the scan after a value, to find an end marker that makes everything before it reasoning. */
  resume(): void {
    this.#prose()
    this.#run()
  }

  #run(): void {
    while (this.#at < this.#pending.length && this.#step());
  }

  /** One step; false when it needs more text, or nothing is left to do. */
  #step(): boolean {
    switch (this.#state) {
      case 'prose':
        return this.#inProse()
      case 'reasoning':
        return this.#inReasoning()
      case 'region':
        return this.#inRegion()
      case 'closed':
        return this.#afterBroken()
      case 'numbers':
        return this.#inNumbers()
      case 'line':
        return this.#afterNumbers()
      default:
        return false
    }
  }

  #prose(): void {
    this.#state = 'prose'
    this.#pieces = []
    this.#place.text()
  }

  /** Everything before was reasoning. */
  #reset(): void {
    this.#prose()
    this.#value = undefined
    this.#weak = undefined
    this.#attempted = false
    this.#answerStart = this.position
    this.#place = new Place()
  }

  #inProse(): boolean {
    const text = this.#pending
    for (; this.#at < text.length; this.#at += 1) {
      const character = text[this.#at] ?? ''
      if (this.#markerStarts.has(character)) {
        const hit = markerAt(text, this.#at, this.#blocks, this.#final)
        if (hit === 'wait') return false
        if (hit !== null) {
          this.#marked = true
          this.#at += hit.length
          if (hit.kind === 'end') this.#reset()
          else {
            this.#block = hit.block
            this.#state = 'reasoning'
          }
          return true
        }
      }
      if (character === '{' || character === '[') {
        const kind = (character === '{' ? objectStart : listStart)(text, this.#at, this.#final)
        if (kind === 'wait') return false
        if (kind !== 'prose') return this.#begin(character, kind === 'numbers')
      }
      this.#place.push(character)
      if (this.#final && this.#place.fenceOpened) {
        const scalar = fencedScalar(text, this.#at + 1)
        if (scalar !== undefined) {
          this.#at += 1
          return this.#accept(scalar)
        }
      } else if (!this.#final && this.#place.mayBeScalar) {
        // Only the end of the text or fence separates a scalar from prose. Its braces belong to no object.
        this.#state = 'stopped'
        return false
      }
    }
    return false
  }

  #begin(bracket: '{' | '[', numbers: boolean): true {
    this.#open = bracket
    this.#subscript = /[\p{L}\p{N}_)\]]/u.test(this.#pending[this.#at - 1] ?? '') && !this.#place.info
    this.#broken = false
    this.#pieces = numbers ? ['['] : []
    if (numbers) this.#at += 1
    else this.#region = new Region(bracket)
    this.#state = numbers ? 'numbers' : 'region'
    return true
  }

  #inReasoning(): boolean {
    const block = this.#block
    if (block === null) return false
    const after = afterEnd(this.#pending, this.#at, block)
    if (after === -1) {
      const longest = Math.max(...block.ends.map((end) => end.length))
      this.#at = Math.max(this.#at, this.#pending.length - longest + 1)
      return false
    }
    this.#at = after
    const { blank } = this.#place
    this.#prose()
    this.#place = new Place(blank)
    if (blank) this.#answerStart = this.position
    return true
  }

  #inRegion(): boolean {
    const end = this.#region.take(this.#pending, this.#at)
    this.#pieces.push(this.#pending.slice(this.#at, end === -1 ? undefined : end))
    this.#at = end === -1 ? this.#pending.length : end
    if (end === -1) return this.#final && this.#neverCloses()
    const text = this.#pieces.join('')
    this.#pieces = []
    if (!this.#broken) {
      const read = readWholeJson(text)
      if (read.ok) return this.#accept(read.value)
    }
    this.#attempted = true
    this.#broken = true
    if (!this.#jump(text)) this.#state = 'closed'
    return true
  }

  /** A broken value that contains an end marker was part of the reasoning. */
  #jump(text: string): boolean {
    const after = afterLastEnd(text, this.#blocks)
    if (after === -1) return false
    this.#marked = true
    const back = text.length - after
    if (back > this.#at) {
      const tail = text.slice(after)
      this.#base += this.#at - back
      this.#pending = tail + this.#pending.slice(this.#at)
      this.#at = 0
    } else this.#at -= back
    this.#reset()
    return true
  }

  #neverCloses(): boolean {
    const text = this.#pieces.join('')
    this.#attempted = true
    this.#state = 'stopped'
    if (!this.#broken) {
      const read = readJsonAt(text, 0)
      // Valid so far: the value was cut off, and its parts are not the value.
      if (read.ok || (!read.limit && read.offset >= text.length)) return false
    }
    if (this.#jump(text)) return true
    if (this.#broken || this.#open === '[') return false
    const value = restartedObject(text, this.#region.unclosed)
    return value !== undefined && this.#accept(value)
  }

  #afterBroken(): boolean {
    const behind = this.#pending.slice(this.#at, this.#at + REACH)
    if (!this.#final && behind.length < REACH && UNDECIDED.test(behind)) return false
    if (GOES_ON[this.#open].test(behind)) {
      this.#region.reopen()
      this.#state = 'region'
    } else this.#prose()
    return true
  }

  #inNumbers(): boolean {
    NUMBERS.lastIndex = this.#at
    NUMBERS.test(this.#pending)
    this.#pieces.push(this.#pending.slice(this.#at, NUMBERS.lastIndex))
    this.#at = NUMBERS.lastIndex
    const next = this.#pending[this.#at]
    const strong = this.#place.mayBeginValue && !this.#subscript
    if (next === undefined) {
      this.#attempted ||= this.#final
      return false
    }
    const text = this.#pieces.join('')
    if ('{["\''.includes(next) && text.trimEnd().endsWith(',')) {
      this.#region = new Region('[')
      this.#region.take(text, 0)
      this.#pieces = [text]
      this.#state = 'region'
      return true
    }
    const read = next === ']' ? readWholeJson(`${text}]`) : null
    if (next === ']') this.#at += 1
    if (!read?.ok) {
      this.#attempted ||= strong
      this.#prose()
    } else if (!strong) this.#cite(read.value)
    else if (this.#place.isLineStart) {
      this.#held = read.value
      this.#state = 'line'
      if (this.#final && this.#at === this.#pending.length) return this.#accept(read.value)
    } else return this.#accept(read.value)
    return true
  }

  /**
   * A list of numbers at the start of a line is a value if nothing follows on the line, otherwise a footnote.
   */
  #afterNumbers(): boolean {
    const behind = /^[ \t]*(.)?/s.exec(this.#pending.slice(this.#at, this.#at + REACH))
    const next = behind?.[1]
    if (next === undefined && !this.#final && this.#pending.length - this.#at < REACH) return false
    const value = this.#held ?? []
    if (next === undefined || '\r\n`'.includes(next)) return this.#accept(value)
    this.#cite(value)
    return true
  }

  #cite(value: JsonValue): void {
    this.#weak ??= value
    this.#prose()
  }

  #accept(value: JsonValue): boolean {
    if (this.#subscript && Array.isArray(value) && value.every((item) => typeof item !== 'object')) {
      this.#cite(value)
    } else if (this.#value === undefined) {
      this.#value = value
      this.#state = 'found'
    } else this.#prose()
    return true
  }
}
