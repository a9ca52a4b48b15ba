import { defaultFunction } from '../core/default-function.ts'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { condensed, quoted } from '../core/printable.ts'
import { CHAT_ROLES, type ChatMessage } from '../records/chat-message.ts'

/** What a template module makes a prompt of. */
export interface TemplateInput {
  /** The example's id, for messages. */
  readonly id: string
  /** The text of the example; of a conversation, all turns as one text. */
  readonly prompt: string
  /** The turns of an example that is a conversation. */
  readonly messages?: readonly ChatMessage[]
  /** Name of the JSON Schema; null for none. */
  readonly schemaId: string | null
  /** The JSON Schema, as parsed JSON; null for none. */
  readonly schema: unknown
}

/**
 * The default export of a template module (option `template`): the prompt of an example, as a text that the engine continues
 * or as turns for a chat. The same input must give the same prompt.
 */
export type RenderTemplate = (example: TemplateInput) => string | readonly ChatMessage[]

/** A template module, imported. */
export class TemplateModule {
  /** The module's file, for messages. */
  readonly file: string
  /** SHA-256, hex, of its content. What it imports is not part of it. */
  readonly sha256: string
  readonly #exported: unknown

  constructor(file: string, sha256: string, exported: unknown) {
    this.file = file
    this.sha256 = sha256
    this.#exported = exported
  }

  /** @throws {EdgejsonError} `BAD_OPTION` for a default export that is no function */
  check(): RenderTemplate {
    const form = '({ prompt, schema }) => …'
    return defaultFunction(this.#exported, {
      what: 'template module',
      module: this.file,
      form,
    }) as RenderTemplate
  }

  /**
   * The prompt of an example. The module gets a copy.
   *
   * @throws {EdgejsonError} `BAD_OPTION` that names the example, if the module throws or returns something else than a prompt
   */
  render(example: TemplateInput): string | readonly ChatMessage[] {
    const render = this.check()
    let made: unknown
    try {
      made = render(structuredClone(example))
    } catch (error) {
      throw this.#failed(example.id, `threw ${condensed(errorMessage(error))}`)
    }
    if (typeof made === 'string' && made !== '') return made
    if (isConversation(made)) return made.map(({ role, content }) => ({ role, content }))
    throw this.#failed(
      example.id,
      `returned ${quoted(made, 200)}; it must return a text that is not empty, or turns { role, content } of which the last one is the user's`,
    )
  }

  #failed(id: string, what: string): EdgejsonError {
    return new EdgejsonError(
      'BAD_OPTION',
      `the template module ${quoted(this.file)} ${what} (example ${quoted(id)}).`,
    )
  }
}

function isConversation(value: unknown): value is readonly ChatMessage[] {
  const isTurn = (turn: unknown): boolean =>
    isRecord(turn) && CHAT_ROLES.some((role) => role === turn.role) && typeof turn.content === 'string'
  return Array.isArray(value) && value.every(isTurn) && value.at(-1)?.role === 'user'
}
