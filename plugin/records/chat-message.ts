/** The role of a turn of a conversation. */
export type ChatRole = 'system' | 'developer' | 'user' | 'assistant'

export const CHAT_ROLES: readonly ChatRole[] = ['system', 'developer', 'user', 'assistant']

/** One turn of a conversation, as OpenAI's API and chat templates have it. */
export interface ChatMessage {
  /** Who speaks. */
  readonly role: ChatRole
  /** The text of the turn. */
  readonly content: string
}

/** A conversation as one text, for people and for engines without chat: `role: content`, turns separated by a blank line. */
export function conversationText(messages: readonly ChatMessage[]): string {
  const [only] = messages
  if (messages.length === 1 && only?.role === 'user') return only.content
  return messages.map(({ role, content }) => `${role}: ${content}`).join('\n\n')
}
