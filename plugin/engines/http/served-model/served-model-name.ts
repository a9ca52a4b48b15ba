import { quoted } from '../../../core/printable.ts'
import { ServerError } from '../transport/server-error.ts'

/**
 * The model that a server names in its completions. A router may fall back to another model when the requested one is
 * busy; scores of two models are scores of neither.
 */
export class ServedModelName {
  readonly notes: string[] = []
  readonly #requested: string
  #first: string | null = null

  constructor(requested: string) {
    this.#requested = requested
  }

  /**
   * @param name `model` of a response
   * @throws ServerError `BAD_RESPONSE` if it is not that of the first completion
   */
  check(name: unknown): void {
    if (typeof name !== 'string' || name === '') return
    if (this.#first === null) {
      this.#first = name
      if (name !== this.#requested)
        this.notes.push(
          `The server names the model ${quoted(name)} in its completions; ${quoted(this.#requested)} was requested.`,
        )
    } else if (name !== this.#first) {
      throw new ServerError(
        'BAD_RESPONSE',
        `the completion is of the model ${quoted(name)}, the first one was of ${quoted(this.#first)}; one run must measure ` +
          'one model: switch fallbacks off at the server, or name the model with the engine option modelName',
      )
    }
  }
}
