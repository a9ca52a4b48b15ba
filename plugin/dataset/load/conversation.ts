import type { JsonValue } from '../../core/json/json.ts'
import { isRecord } from '../../core/json/json.ts'
import { described, listed, quoted } from '../../core/printable.ts'
import { CHAT_ROLES, type ChatMessage, type ChatRole } from '../../records/chat-message.ts'
import { Unusable } from './unusable.ts'

/** A conversation of a dataset line. */
export interface Conversation {
  /** The turns that are sent; the last one is the user's. */
  readonly messages: readonly ChatMessage[]
  /** The text of the last turn where it is the assistant's: what the model should answer. */
  readonly answer: string | null
}

/**
 * The turns of a conversation. A last turn of the assistant is the answer: it is never sent.
 *
 * @param name the field, for messages
 * @throws {Unusable} for turns that are not `{ role, content }`, and for a conversation that does not end with the user
 */
export function readConversation(value: readonly JsonValue[], name: string): Conversation {
  const answers = isRecord(value.at(-1)) && (value.at(-1) as Record<string, unknown>).role === 'assistant'
  const asked = answers ? value.slice(0, -1) : value
  const messages = asked.map((turn, index) => readTurn(turn, `${name}: turn ${index + 1}`))
  if (messages.at(-1)?.role !== 'user') {
    const last = messages.at(-1)
    throw new Unusable(
      'WRONG_TYPE',
      `${name} ${last === undefined ? 'has no turn of the user' : `ends with a turn of the ${last.role}`}` +
        `${answers ? ' before the answer of the assistant' : ''}; a conversation must end with a turn of the user, after ` +
        'which the model answers.',
    )
  }
  return { messages, answer: answers ? answerOf(value.at(-1)) : null }
}

/** Null for a turn without text, such as a call of a tool: `fields.expected` then says where the expected value is. */
function answerOf(turn: JsonValue | undefined): string | null {
  const content = isRecord(turn) ? textOf(turn.content as JsonValue | undefined) : null
  return content === null || content.trim() === '' ? null : content
}

function readTurn(turn: JsonValue, name: string): ChatMessage {
  if (!isRecord(turn))
    throw new Unusable('WRONG_TYPE', `${name} is ${described(turn)}; it must be { role, content }.`)
  const { role, content } = turn as { role?: JsonValue; content?: JsonValue }
  if (!isRole(role)) {
    throw new Unusable(
      'WRONG_TYPE',
      `${name} has the role ${role === undefined ? 'undefined' : quoted(role)}; it must be ${listed(CHAT_ROLES)}.`,
    )
  }
  const text = textOf(content)
  if (text === null) {
    throw new Unusable(
      'WRONG_TYPE',
      `${name} has the content ${described(content)}; it must be a text, or a list of { type: "text", text }.`,
    )
  }
  if (text.trim() === '' && role === 'user')
    throw new Unusable('EMPTY_FIELD', `${name} has the content ${quoted(text)}; it must not be blank.`)
  return { role, content: text }
}

function isRole(value: JsonValue | undefined): value is ChatRole {
  return CHAT_ROLES.some((role) => role === value)
}

/** A text, or parts of the type `text` joined; null for anything else, such as an image. */
function textOf(content: JsonValue | undefined): string | null {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return null
  const texts = content.map((part) =>
    isRecord(part) && part.type === 'text' && typeof part.text === 'string' ? part.text : null,
  )
  return texts.includes(null) ? null : texts.join('')
}
