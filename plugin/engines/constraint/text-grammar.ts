import { loadXGrammar } from './load-xgrammar.ts'
import { type TokenConstraint, TokenGrammars } from './token-grammar.ts'

const END = 0
/** A token for each byte, so that texts can be matched without a model's tokenizer. */
const BYTES = Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? String.fromCharCode(byte) : `<0x${byte.toString(16).toUpperCase()}>`,
)
let grammars: TokenGrammars | null = null

/** Whether the grammar accepts a whole text. */
export async function grammarAccepts(grammar: string, text: string): Promise<boolean> {
  grammars ??= new TokenGrammars(loadXGrammar(), {
    tokens: ['', ...BYTES],
    kind: 'byte_fallback',
    endTokens: [END],
  })
  const constraint: TokenConstraint = await grammars.open(grammar)
  try {
    return [...Buffer.from(text)].every((byte) => constraint.accept(byte + 1)) && constraint.accept(END)
  } finally {
    constraint.dispose()
  }
}
