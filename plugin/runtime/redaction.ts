import { defaultFunction } from '../core/default-function.ts'
import { errorMessage } from '../core/errors.ts'
import { stringifyJson } from '../core/json/stringify.ts'
import type { CaseMeta } from '../records/case.ts'
import { WITHHELD } from '../records/case-texts.ts'
import type { Completion } from '../records/completion.ts'
import type { ComplianceCard } from '../records/compliance-card.ts'
import type { Example } from '../records/example.ts'
import type { ScoreCard } from '../records/scores.ts'

/** What a text is, for a redaction function. */
export type RedactedPart = 'prompt' | 'output' | 'expected' | 'difference' | 'message'

/**
 * The default export of a redaction module (option `texts`): returns the text as reports may have it. It is called for
 * every prompt, output text, expected value (JSON text), value and path of a difference, and message.
 */
export type Redact = (text: string, part: RedactedPart) => string

/** Removes the texts of examples from what a test leaves behind. */
export class Redaction {
  readonly #redact: Redact | null

  /** @param redact null: every text is withheld */
  constructor(redact: Redact | null) {
    this.#redact = redact
  }

  /** True where no text is kept. */
  get withholds(): boolean {
    return this.#redact === null
  }

  /** A function that throws, or returns something else than a text, withholds the text. */
  text(text: string, part: RedactedPart): string {
    if (text === '') return text
    try {
      const redacted: unknown = this.#redact?.(text, part)
      return typeof redacted === 'string' ? redacted : WITHHELD
    } catch {
      return WITHHELD
    }
  }

  texts({ prompt, expected }: Example): NonNullable<CaseMeta['texts']> {
    return {
      prompt: this.text(prompt, 'prompt'),
      ...(expected === undefined ? {} : { expected: this.text(stringifyJson(expected), 'expected') }),
    }
  }

  completion(completion: Completion): Completion {
    const { error } = completion
    return {
      ...completion,
      text: this.text(completion.text, 'output'),
      ...(error === undefined ? {} : { error: { ...error, message: this.text(error.message, 'message') } }),
    }
  }

  /** Violations name paths and keys of the output. */
  compliance(card: ComplianceCard): ComplianceCard {
    const violations = this.withholds
      ? []
      : card.violations.map(({ path, message }) => ({
          path: this.text(path, 'difference'),
          message: this.text(message, 'difference'),
        }))
    return { ...card, violations }
  }

  /** Paths hold keys of the output. */
  scores(scores: ScoreCard): ScoreCard {
    if (this.#redact === null) return { ...scores, differences: [] }
    const value = (text: string | null): string | null =>
      text === null ? null : this.text(text, 'difference')
    return {
      ...scores,
      differences: scores.differences.map(({ path, kind, expected, received }) => ({
        path: this.text(path, 'difference'),
        kind,
        expected: value(expected),
        received: value(received),
      })),
    }
  }
}

/**
 * The redaction of a project; null where reports keep all texts.
 *
 * @param option the option `texts`
 * @param exported the default export of the redaction module
 * @throws {EdgejsonError} `BAD_OPTION` for a module that exports something else than a function
 */
export function redactionOf(option: string, exported: unknown): Redaction | null {
  if (option === 'all') return null
  if (option === 'none') return new Redaction(null)
  const module = { what: 'redaction module', module: option, form: '(text, part) => …' }
  return new Redaction(defaultFunction(exported, module) as Redact)
}

/** An error for the output of Vitest: its message is redacted, and it has neither a difference nor a cause. */
export function redactedError(error: unknown, redaction: Redaction): Error {
  const message = redaction.text(errorMessage(error), 'message')
  const plain = new Error(message)
  plain.stack = `Error: ${message}`
  return plain
}
