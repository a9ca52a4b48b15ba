import type { CaseMeta } from '../records/case.ts'
import type { RenderedPrompt } from '../records/engine.ts'
import type { Example } from '../records/example.ts'
import {
  boundedPrompt,
  fillPattern,
  isSamePrompt,
  mapPromptTexts,
  type PromptRecord,
  promptRecord,
  promptTexts,
} from '../records/prompt-record.ts'
import type { Redaction } from './redaction.ts'

/** Rendered prompts that all examples of a module may leave in a report, in UTF-16 units. */
const RUN_LENGTH = 32_000_000

/** What a test leaves of its rendered prompt: nothing where the pattern of the run gives it. */
export class PromptRecorder {
  readonly #pattern: PromptRecord | null
  readonly #redaction: Redaction | null
  #left: number

  /** @param pattern of the run; null where its prompts have none */
  constructor(pattern: PromptRecord | null, redaction: Redaction | null, length: number = RUN_LENGTH) {
    this.#pattern = pattern
    this.#redaction = redaction
    this.#left = length
  }

  /** @param prompt null if it could not be rendered */
  record(example: Pick<Example, 'prompt'>, prompt: RenderedPrompt | null): Pick<CaseMeta, 'rendered'> {
    if (prompt === null || this.#redaction?.withholds) return {}
    const whole = promptRecord(prompt)
    if (
      this.#redaction === null &&
      this.#pattern !== null &&
      isSamePrompt(fillPattern(this.#pattern, example.prompt), whole)
    )
      return {}
    const redaction = this.#redaction
    const rendered = boundedPrompt(
      redaction === null ? whole : mapPromptTexts(whole, (text) => redaction.text(text, 'prompt')),
    )
    this.#left -= promptTexts(rendered).reduce((sum, { length }) => sum + length, 0)
    return { rendered: this.#left < 0 ? null : rendered }
  }
}
