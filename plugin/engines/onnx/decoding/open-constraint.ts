import { selfTest } from '../../constraint/self-test.ts'
import { TokenGrammars } from '../../constraint/token-grammar.ts'
import type { LoadedXGrammar } from '../../constraint/xgrammar.ts'
import type { TextTokenizer } from '../model/tokenizer.ts'
import { ForcedTokens } from './forced-tokens.ts'
import type { ConstraintConfig } from './sequence-constraint.ts'

/**
 * What constrained decoding needs, after a check that the grammar library works with this tokenizer.
 *
 * @throws EdgejsonError `BAD_MODEL` that names the failed check
 */
export async function openConstraint(
  library: LoadedXGrammar,
  tokenizer: TextTokenizer,
  endTokens: ReadonlySet<number>,
): Promise<ConstraintConfig> {
  const vocabulary = { ...tokenizer.vocabulary(), endTokens: [...endTokens] }
  const grammars = new TokenGrammars(library, vocabulary)
  await selfTest(grammars, vocabulary, (text) => tokenizer.encode(text, false))
  return { grammars, endToken: vocabulary.endTokens[0] ?? 0, forced: new ForcedTokens(tokenizer) }
}
