import { EdgejsonError, errorMessage } from '../../../core/errors.ts'
import { condensed } from '../../../core/printable.ts'
import type { ChatMessage } from '../../../records/chat-message.ts'

/** The turns of a chat in the model's own chat prompt. */
export interface RenderedChat {
  /** The prompt, up to the start of the completion. */
  readonly text: string
  /** The end of it: what the template wrote after the last message. */
  readonly written: string
}

/** The turns of a chat, of which the last is the user's, as the model's own chat prompt. Throws where the template does. */
export type ChatTemplate = (messages: readonly ChatMessage[]) => RenderedChat

/** Templates may print the current date, and a completion must not depend on it: they are given this date. */
const FIXED_DATE = '26 Jul 2024'
/** The library's own function of that name cannot be replaced from outside, only by a macro of the template. */
const FIXED_CLOCK = `{% macro strftime_now(format) %}${FIXED_DATE}{% endmacro %}`

/**
 * A chat template from its source.
 *
 * @param file where it is, for messages
 * @param variables of the template besides the messages: special tokens, and those that the user sets
 * @throws EdgejsonError `BAD_MODEL` when the template does not parse.
 */
export async function compileChatTemplate(
  source: string,
  file: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<ChatTemplate> {
  const { Template } = await import('@huggingface/jinja')
  let template: InstanceType<typeof Template>
  try {
    template = new Template(source.includes('strftime_now') ? FIXED_CLOCK + source : source)
  } catch (error) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `the chat template in ${file} cannot be read: ${condensed(errorMessage(error))}. Use the official prompt ` +
        'template, or correct it.',
    )
  }
  return chatTemplateOf((messages) =>
    template.render({
      ...variables,
      messages: [...messages],
      add_generation_prompt: true,
      date_string: FIXED_DATE,
    }),
  )
}

/** Ends for messages: the renderings of two messages that end differently share what follows. */
const ENDS = ['\ue000', '\ue001'] as const

/**
 * A template with the end that it writes. Most templates write the same end after every message, which is found once; a
 * chat with another end is rendered a second time.
 */
export function chatTemplateOf(render: (messages: readonly ChatMessage[]) => string): ChatTemplate {
  let usual: string | null | undefined
  return (messages) => {
    const text = render(messages)
    const content = messages.at(-1)?.content ?? ''
    if (usual === undefined) usual = usualEnd(render)
    if (usual !== null && text.endsWith(usual)) {
      const before = text.slice(0, text.length - usual.length).trimEnd()
      if (before.endsWith(content.trimEnd())) return { text, written: usual }
    }
    const other = user(`${content}${content.endsWith(ENDS[0]) ? ENDS[1] : ENDS[0]}`)
    return { text, written: commonEnd(text, render([...messages.slice(0, -1), other])) }
  }
}

/** Null for a template that rejects a message alone. */
function usualEnd(render: (messages: readonly ChatMessage[]) => string): string | null {
  try {
    return commonEnd(render([user(ENDS[0])]), render([user(ENDS[1])]))
  } catch {
    return null
  }
}

function user(content: string): ChatMessage {
  return { role: 'user', content }
}

function commonEnd(one: string, other: string): string {
  let length = 0
  while (length < one.length && one.at(-1 - length) === other.at(-1 - length)) length += 1
  return one.slice(one.length - length)
}
