import { EdgejsonError } from '../../core/errors.ts'
import { jsonGrammar } from './schema-grammar.ts'
import type { TokenConstraint, TokenGrammars, TokenVocabulary } from './token-grammar.ts'

const TEXT = '{"a": [1, true]}'

/**
 * Checks that the constraint works with a model's tokenizer: it accepts the tokens of a JSON text and EOS after them,
 * and its mask forbids some tokens and allows others.
 *
 * @throws EdgejsonError `BAD_MODEL` that names the failed check
 */
export async function selfTest(
  grammars: TokenGrammars,
  { tokens, endTokens }: TokenVocabulary,
  encode: (text: string) => readonly number[],
): Promise<void> {
  const [end] = endTokens
  if (end === undefined) throw failed('the model has no EOS token, so a constrained output could not end')
  const constraint: TokenConstraint = await grammars.open(jsonGrammar('spaced').ebnf)
  try {
    const allowed = bits(await constraint.mask())
    if (allowed === 0 || allowed >= tokens.filter((token) => token !== '').length)
      throw failed(`at the start of an output ${allowed} of ${tokens.length} tokens are allowed`)
    const [letter] = encode('x')
    if (letter !== undefined && constraint.accept(letter))
      throw failed('a letter is accepted at the start of an output')
    if (constraint.accept(end)) throw failed('an empty output is accepted')
    const refused = encode(TEXT).find((token) => !constraint.accept(token))
    if (refused !== undefined) throw failed(`token ${refused} of ${TEXT} is refused`)
    if (!constraint.accept(end)) throw failed(`the end after ${TEXT} is refused`)
  } finally {
    constraint.dispose()
  }
}

function bits(mask: Int32Array): number {
  let count = 0
  for (const word of mask) for (let rest = word; rest !== 0; rest &= rest - 1) count++
  return count
}

function failed(why: string): EdgejsonError {
  return new EdgejsonError(
    'BAD_MODEL',
    `constrained decoding does not work with this model's tokenizer: ${why}. Leave the engine option constrain out.`,
  )
}
