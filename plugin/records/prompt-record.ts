import Type, { type TUnsafe } from 'typebox'
import { beginningOf, wholeFrom } from '../core/cut-text.ts'
import { typed } from '../core/schema/typed.ts'
import { CHAT_ROLES, type ChatMessage } from './chat-message.ts'
import { chatMessages, type RenderedPrompt } from './engine.ts'
import { count, text } from './schema.ts'

/** Longest text of a rendered prompt in a report, in UTF-16 units: beginning and end of a longer one. */
export const PROMPT_LENGTH = 20_000
/** Of what is kept of a longer text, the share of its beginning: the example's own text is at the end. */
const BEGINNING = 0.25

/** A rendered prompt as a report has it. */
export type PromptRecord = TextPrompt | ChatPrompt

interface Shortened {
  /** UTF-16 units that were left out of the middle of long texts; absent where nothing was. */
  readonly omitted?: number
}

/** The engine continues a text. */
export interface TextPrompt extends Shortened {
  readonly kind: 'text'
  readonly text: string
}

/** The model answers a conversation. */
export interface ChatPrompt extends Shortened {
  readonly kind: 'chat'
  /** The turns, before the model's own chat template. */
  readonly messages: readonly ChatMessage[]
}

const omitted = Type.Optional(count)
const MESSAGE: TUnsafe<ChatMessage> = typed<ChatMessage>()(
  Type.Object({ role: Type.Enum([...CHAT_ROLES]), content: text }),
)

export const PROMPT_RECORD: TUnsafe<PromptRecord> = typed<PromptRecord>()(
  Type.Union(
    [
      Type.Object({ kind: Type.Literal('text'), text, omitted }),
      Type.Object({ kind: Type.Literal('chat'), messages: Type.Array(MESSAGE), omitted }),
    ],
    {
      definition: 'prompt',
      description: "A rendered prompt: a text, or turns before the model's chat template.",
    },
  ),
)

/** The whole prompt as a record. */
export function promptRecord(prompt: RenderedPrompt): PromptRecord {
  return prompt.kind === 'text'
    ? { kind: 'text', text: prompt.text }
    : {
        kind: 'chat',
        messages: chatMessages(prompt).map(({ role, content }) => ({ role, content })),
      }
}

/** The record with every text changed. */
export function mapPromptTexts(record: PromptRecord, change: (text: string) => string): PromptRecord {
  return record.kind === 'text'
    ? { ...record, text: change(record.text) }
    : {
        ...record,
        messages: record.messages.map(({ role, content }) => ({ role, content: change(content) })),
      }
}

/** The texts of a prompt, in order. */
export function promptTexts(record: PromptRecord): readonly string[] {
  return record.kind === 'text' ? [record.text] : record.messages.map(({ content }) => content)
}

/** The record with at most {@link PROMPT_LENGTH} UTF-16 units; long texts lose their middle. */
export function boundedPrompt(record: PromptRecord): PromptRecord {
  let left = PROMPT_LENGTH
  let omitted = 0
  // The last turn is the example's own: it gets its space first.
  const kept = [...promptTexts(record)].reverse().map((whole) => {
    const cut = withoutMiddle(whole, left)
    left -= Math.min(left, cut.length)
    omitted += whole.length - cut.length
    return cut
  })
  if (omitted === 0) return record
  return { ...mapPromptTexts(record, () => kept.pop() ?? ''), omitted }
}

function withoutMiddle(whole: string, length: number): string {
  if (whole.length <= length) return whole
  const start = beginningOf(whole, Math.floor(length * BEGINNING))
  const rest = length - start.length
  return rest <= 1 ? start : start + whole.slice(wholeFrom(whole, whole.length - rest))
}

/** What stands for the example's own text in a pattern. */
const PLACE = '{prompt}'

/** The rendered prompt of an example with the text `prompt`, from a pattern in which `{prompt}` stands for it. */
export function fillPattern(pattern: PromptRecord, prompt: string): PromptRecord {
  return mapPromptTexts(pattern, (text) => text.replaceAll(PLACE, () => prompt))
}

/** Whether two prompts are the same. */
export function isSamePrompt(a: PromptRecord, b: PromptRecord): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** What a report has of the rendered prompt of a case. */
interface PromptOfCase {
  readonly hash: unknown
  readonly prompt: string
  readonly rendered?: PromptRecord | null
}

/** The rendered prompt of a case; null where the report has none. */
export function renderedPrompt(
  report: { readonly prompt?: PromptRecord },
  { hash, prompt, rendered }: PromptOfCase,
): PromptRecord | null {
  if (rendered !== undefined) return rendered
  // Without a hash the line is broken, or its prompt could not be rendered.
  return report.prompt === undefined || hash === null ? null : fillPattern(report.prompt, prompt)
}
