import type { JsonValue } from '../core/json/json.ts'
import { readJsonAt, readWholeJson } from '../core/json/parse.ts'
import type { InputBuffer } from './input-buffer.ts'
import { Region } from './region.ts'
import { restartedObject } from './restarted-object.ts'

const NUMBERS = /[\d\s,.+\-eEtruflasn]*/y

/** The text from a bracket that may begin the value up to the position of the scan. */
export class ValueCandidate {
  readonly open: '{' | '['
  #region: Region
  #pieces: string[] = []
  #isBroken = false

  constructor(open: '{' | '[') {
    this.open = open
    this.#region = new Region(open)
  }

  /** The consumed text, since the last {@link reopen}. */
  get text(): string {
    return this.#pieces.join('')
  }

  /** The value, if the text is valid JSON. */
  get value(): JsonValue | undefined {
    if (this.#isBroken) return undefined
    const read = readWholeJson(this.text)
    return read.ok ? read.value : undefined
  }

  /** True when the text is the beginning of a JSON text. */
  get isCutOff(): boolean {
    if (this.#isBroken) return false
    const { text } = this
    const read = readJsonAt(text, 0)
    return read.ok || (!read.limit && read.offset >= text.length)
  }

  /** The object that begins again within the object that never closes. */
  get restarted(): JsonValue | undefined {
    if (this.#isBroken || this.open === '[') return undefined
    return restartedObject(this.text, this.#region.unclosed)
  }

  /** Consumes up to the closing bracket. Returns false if the text does not contain it. */
  takeRegion(input: InputBuffer): boolean {
    const end = this.#region.take(input.text, input.at)
    this.#pieces.push(input.take(end === -1 ? undefined : end))
    return end !== -1
  }

  /** Continues after a bracket that seemed to close the value. The value is not valid JSON. */
  reopen(): void {
    this.#isBroken = true
    this.#pieces = []
    this.#region.reopen()
  }

  /** Consumes numbers, literals, commas and the opening bracket. Returns the next character; undefined at the end. */
  takeNumbers(input: InputBuffer): string | undefined {
    NUMBERS.lastIndex = this.#pieces.length === 0 ? input.at + 1 : input.at
    NUMBERS.test(input.text)
    this.#pieces.push(input.take(NUMBERS.lastIndex))
    return input.text[input.at]
  }

  /** Consumes the bracket that closes a list of numbers. Returns the list if it is valid JSON. */
  closeNumbers(input: InputBuffer): JsonValue | undefined {
    this.#pieces.push(input.take(input.at + 1))
    return this.value
  }

  /** Continues a list of numbers as a list of other items. */
  continueAsRegion(): void {
    const { text } = this
    this.#region.take(text, 0)
    this.#pieces = [text]
  }
}
