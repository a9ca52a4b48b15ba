import { errorMessage } from '../../../core/errors.ts'
import { condensed } from '../../../core/printable.ts'
import { type CompletionRequest, chatMessages } from '../../../records/engine.ts'
import type { DecodingConfig } from './decoding-config.ts'

export interface EncodedPrompt {
  /** The prompt as the model sees it; a chat template may end it within a block of reasoning. */
  readonly rendered: string
  /** What the chat template wrote after the message. */
  readonly written: string
  readonly tokens: readonly number[]
}

/** The rendered prompt and its tokens; a string with the reason where there are none. */
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
    try {
      ;({ text: rendered, written } = chatTemplate(chatMessages(prompt)))
    } catch (error) {
      // Some templates know no system message, or want the roles to alternate.
      return `the chat template of the model rejects the conversation: ${condensed(errorMessage(error))}`
    }
  }
  // A chat template writes special tokens itself.
  const tokens = tokenizer.encode(rendered, prompt.kind !== 'chat')
  return tokens.length > 0 ? { rendered, written, tokens } : 'the prompt is empty'
}
