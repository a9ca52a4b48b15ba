import { errorMessage } from '../../../core/errors.ts'
import { condensed } from '../../../core/printable.ts'
import { type CompletionRequest, chatMessages } from '../../../records/engine.ts'
import type { DecodingConfig } from './decoding-config.ts'

/** A character that no message ends with: the renderings of two messages that end differently share what follows. */
const OTHER_END = '\u{10fffd}'

export interface EncodedPrompt {
  /** The prompt as the model sees it; a chat template may end it within a block of reasoning. */
  readonly rendered: string
  /** What the chat template wrote after the message. */
  readonly written: string
  readonly tokens: readonly number[]
}

/** The prompt as rendered and its tokens; a string says why there are none. */
export function encodePrompt(
  { tokenizer, chatTemplate }: DecodingConfig,
  { prompt }: CompletionRequest,
): EncodedPrompt | string {
  let rendered = prompt.text
  let written = ''
  if (prompt.kind === 'chat') {
    if (chatTemplate === null) {
      return 'the model has no chat template (chat_template.jinja); choose another prompt template'
    }
    // The template writes special tokens itself.
    const messages = chatMessages(prompt)
    const other = { role: 'user', content: `${messages.at(-1)?.content}${OTHER_END}` } as const
    try {
      rendered = chatTemplate(messages)
      written = commonEnd(rendered, chatTemplate([...messages.slice(0, -1), other]))
    } catch (error) {
      // Some templates know no system message, or want the roles to alternate.
      return `the chat template of the model rejects the conversation: ${condensed(errorMessage(error))}`
    }
  }
  const tokens = tokenizer.encode(rendered, prompt.kind !== 'chat')
  return tokens.length > 0 ? { rendered, written, tokens } : 'the prompt is empty'
}

function commonEnd(one: string, other: string): string {
  let length = 0
  while (length < one.length && one.at(-1 - length) === other.at(-1 - length)) length += 1
  return one.slice(one.length - length)
}
