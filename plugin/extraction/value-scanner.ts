import type { JsonValue } from '../core/json/json.ts'
import { fencedScalar } from './fenced-scalar.ts'
import { InputBuffer } from './input-buffer.ts'
import { Place } from './place.ts'
import { afterEnd, afterLastEnd, markerAt, type ReasoningBlock } from './reasoning.ts'
import { ValueCandidate } from './value-candidate.ts'
import { lineEnds, VALUE_END_REACH, valueContinues } from './value-end.ts'
import { listStart, objectStart } from './value-start.ts'

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
  readonly #input = new InputBuffer()
  #place = new Place()
  #block: ReasoningBlock | null = null
  #candidate = new ValueCandidate('{')
  #subscript = false
  #held: JsonValue | undefined
  #value: JsonValue | undefined
  #weak: JsonValue | undefined
  #attempted = false
  #reasoningEnd = 0
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
  get reasoningEnd(): number {
    return this.#reasoningEnd
  }

  /** A marker of reasoning stood outside values. */
  get marked(): boolean {
    return this.#marked
  }

  get position(): number {
    return this.#input.position
  }

  /** The text that is not scanned yet. */
  get rest(): string {
    return this.#input.rest
  }

  push(piece: string): void {
    this.#input.push(piece, this.#final)
    this.#run()
  }

  /** Continues the scan after a value, to find an end marker that makes everything before it reasoning. */
  resume(): void {
    this.#prose()
    this.#run()
  }

  #run(): void {
    while (!this.#input.isEmpty && this.#step());
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
    this.#place.text()
  }

  /** Everything before was reasoning. */
  #reset(): void {
    this.#prose()
    this.#value = undefined
    this.#weak = undefined
    this.#attempted = false
    this.#reasoningEnd = this.position
    this.#place = new Place()
  }

  #inProse(): boolean {
    const input = this.#input
    const { text } = input
    for (; input.at < text.length; input.at += 1) {
      const character = text[input.at] ?? ''
      if (this.#markerStarts.has(character)) {
        const hit = markerAt(text, input.at, this.#blocks, this.#final)
        if (hit === 'wait') return false
        if (hit !== null) {
          this.#marked = true
          input.at += hit.length
          if (hit.kind === 'end') this.#reset()
          else {
            this.#block = hit.block
            this.#state = 'reasoning'
          }
          return true
        }
      }
      if (character === '{' || character === '[') {
        const kind = (character === '{' ? objectStart : listStart)(text, input.at, this.#final)
        if (kind === 'wait') return false
        if (kind !== 'prose') return this.#begin(character, kind === 'numbers')
      }
      this.#place.push(character)
      if (this.#final && this.#place.fenceOpened) {
        const scalar = fencedScalar(text, input.at + 1)
        if (scalar !== undefined) {
          input.at += 1
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
    const before = this.#input.text[this.#input.at - 1] ?? ''
    this.#subscript = /[\p{L}\p{N}_)\]]/u.test(before) && !this.#place.info
    this.#candidate = new ValueCandidate(bracket)
    this.#state = numbers ? 'numbers' : 'region'
    return true
  }

  #inReasoning(): boolean {
    const input = this.#input
    const block = this.#block
    if (block === null) return false
    const after = afterEnd(input.text, input.at, block)
    if (after === -1) {
      const longest = Math.max(...block.ends.map((end) => end.length))
      input.at = Math.max(input.at, input.text.length - longest + 1)
      return false
    }
    input.at = after
    const { blank } = this.#place
    this.#prose()
    this.#place = new Place(blank)
    if (blank) this.#reasoningEnd = this.position
    return true
  }

  #inRegion(): boolean {
    const candidate = this.#candidate
    if (!candidate.takeRegion(this.#input)) return this.#final && this.#neverCloses()
    const { value } = candidate
    if (value !== undefined) return this.#accept(value)
    this.#attempted = true
    if (!this.#jump(candidate.text)) this.#state = 'closed'
    return true
  }

  /** A broken value that contains an end marker was part of the reasoning. */
  #jump(text: string): boolean {
    const after = afterLastEnd(text, this.#blocks)
    if (after === -1) return false
    this.#marked = true
    this.#input.putBack(text.slice(after))
    this.#reset()
    return true
  }

  #neverCloses(): boolean {
    const candidate = this.#candidate
    this.#attempted = true
    this.#state = 'stopped'
    // The parts of a value that was cut off are not the value.
    if (candidate.isCutOff) return false
    if (this.#jump(candidate.text)) return true
    const value = candidate.restarted
    return value !== undefined && this.#accept(value)
  }

  #afterBroken(): boolean {
    const continues = valueContinues(this.#candidate.open, this.#input.peek(VALUE_END_REACH), this.#final)
    if (continues === 'wait') return false
    if (continues) {
      this.#candidate.reopen()
      this.#state = 'region'
    } else this.#prose()
    return true
  }

  #inNumbers(): boolean {
    const input = this.#input
    const candidate = this.#candidate
    const next = candidate.takeNumbers(input)
    const strong = this.#place.mayBeginValue && !this.#subscript
    if (next === undefined) {
      this.#attempted ||= this.#final
      return false
    }
    if ('{["\''.includes(next) && candidate.text.trimEnd().endsWith(',')) {
      candidate.continueAsRegion()
      this.#state = 'region'
      return true
    }
    const value = next === ']' ? candidate.closeNumbers(input) : undefined
    if (value === undefined) {
      this.#attempted ||= strong
      this.#prose()
    } else if (!strong) this.#cite(value)
    else if (this.#place.isLineStart) {
      this.#held = value
      this.#state = 'line'
      if (this.#final && input.isEmpty) return this.#accept(value)
    } else return this.#accept(value)
    return true
  }

  /**
   * A list of numbers at the start of a line is a value if nothing follows on the line, otherwise a footnote.
   */
  #afterNumbers(): boolean {
    const ends = lineEnds(this.#input.peek(VALUE_END_REACH), this.#final)
    if (ends === 'wait') return false
    const value = this.#held ?? []
    if (ends) return this.#accept(value)
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
