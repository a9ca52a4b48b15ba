import type { ChatTemplate } from '../model/chat-template.ts'
import type { TextTokenizer } from '../model/tokenizer.ts'
import type { ConstraintConfig } from './sequence-constraint.ts'

/** What a loaded model needs to turn requests into tokens and tokens into text. */
export interface DecodingConfig {
  readonly tokenizer: Omit<TextTokenizer, 'vocabulary'>
  readonly chatTemplate: ChatTemplate | null
  readonly endTokens: ReadonlySet<number>
  /** Tokens of prompt and completion together; null when the model does not state it. */
  readonly contextLength: number | null
  /** Prompt-lookup speculative decoding. */
  readonly lookup: boolean
  /** Set where the engine constrains outputs. */
  readonly constraint: ConstraintConfig | null
}
