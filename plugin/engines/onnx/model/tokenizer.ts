import { EdgejsonError, errorMessage } from '../../../core/errors.ts'
import { isRecord } from '../../../core/json/json.ts'
import type { TokenVocabulary } from '../../constraint/token-grammar.ts'

/** Text to token ids and back, as the model was trained. */
export interface TextTokenizer {
  /** `specials`: add what the tokenizer puts around a text by itself, e.g. a begin token. */
  encode(text: string, specials: boolean): number[]
  /**
   * The text of ids without special tokens, but for those that are part of `marks`, such as markers of reasoning. Ids that
   * are not in the vocabulary have no text.
   */
  decode(ids: readonly number[], marks?: readonly string[]): string
  idOf(token: string): number | undefined
  /** The tokens by id, for grammars. */
  vocabulary(): Omit<TokenVocabulary, 'endTokens'>
}

/** The part of @huggingface/tokenizers that is used. Its own types do not resolve under Node's module rules. */
interface LibraryTokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): { ids: number[] }
  decode(
    ids: number[],
    options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean },
  ): string
  token_to_id(token: string): number | undefined
  id_to_token(id: number): string | undefined
}

/**
 * A tokenizer from its definition.
 *
 * @param definition the content of `tokenizer.json`
 * @param file where it is, for messages
 * @throws EdgejsonError `BAD_MODEL` when it is of a kind the library does not know.
 */
export async function createTokenizer(
  definition: Record<string, unknown>,
  tokenizerConfig: Record<string, unknown>,
  file: string,
): Promise<TextTokenizer> {
  const { Tokenizer } = await import('@huggingface/tokenizers')
  let library: LibraryTokenizer
  try {
    library = new Tokenizer(withUnicodeDigits(definition), tokenizerConfig)
  } catch (error) {
    throw new EdgejsonError('BAD_MODEL', `${file} is not a usable tokenizer: ${errorMessage(error)}`, {
      cause: error,
    })
  }
  const specials = specialTokens(definition.added_tokens)
  return {
    encode: (text, specials) => library.encode(text, { add_special_tokens: specials }).ids,
    decode: (ids, marks = []) => {
      const isMark = (token: string): boolean => marks.some((mark) => mark.includes(token))
      let marked = false
      const known = ids.filter((id) => {
        if (library.id_to_token(id) === undefined) return false
        const special = specials.get(id)
        if (special === undefined) return true
        marked ||= isMark(special)
        return isMark(special)
      })
      // The library throws on an empty list. Its clean-up of spaces would alter JSON.
      return known.length === 0
        ? ''
        : library.decode(known, { skip_special_tokens: !marked, clean_up_tokenization_spaces: false })
    },
    idOf: (token) => library.token_to_id(token),
    vocabulary: () => readVocabulary(definition),
  }
}

/** The special tokens among `added_tokens` of tokenizer.json, by id. */
function specialTokens(added: unknown): ReadonlyMap<number, string> {
  const specials = new Map<number, string>()
  for (const token of Array.isArray(added) ? (added as readonly unknown[]) : []) {
    if (!isRecord(token) || token.special !== true) continue
    if (typeof token.id === 'number' && typeof token.content === 'string' && token.content !== '')
      specials.set(token.id, token.content)
  }
  return specials
}

/**
 * The `Digits` step of tokenizer.json means every numeric character of Unicode (`²`, `½`, `Ⅷ`); the library takes
 * decimal digits only. An equivalent `Split` step says it in full.
 */
function withUnicodeDigits(definition: Record<string, unknown>): Record<string, unknown> {
  return { ...definition, pre_tokenizer: spelledOut(definition.pre_tokenizer, 0) }
}

function spelledOut(step: unknown, depth: number): unknown {
  if (!isRecord(step) || depth > 8) return step
  if (Array.isArray(step.pretokenizers)) {
    return { ...step, pretokenizers: step.pretokenizers.map((each) => spelledOut(each, depth + 1)) }
  }
  if (step.type !== 'Digits') return step
  const Regex = step.individual_digits === true ? '\\p{N}' : '\\p{N}+'
  return { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false }
}

/** Added tokens have no text here: special ones must not be generated, the others can be spelled with plain tokens. */
function readVocabulary({
  model,
  added_tokens,
  decoder,
}: Record<string, unknown>): Omit<TokenVocabulary, 'endTokens'> {
  const vocabulary: unknown = isRecord(model) ? model.vocab : null
  const tokens: string[] = []
  if (Array.isArray(vocabulary))
    for (const entry of vocabulary) tokens.push(Array.isArray(entry) ? String(entry[0]) : '')
  else if (isRecord(vocabulary))
    for (const [token, id] of Object.entries(vocabulary)) if (typeof id === 'number') tokens[id] = token
  for (const added of Array.isArray(added_tokens) ? added_tokens : [])
    if (isRecord(added) && typeof added.id === 'number') tokens[added.id] = ''
  const decoders = JSON.stringify(decoder ?? null)
  const fallback = decoders.includes('"ByteFallback"') || (isRecord(model) && model.byte_fallback === true)
  const kind = decoders.includes('"ByteLevel"') ? 'byte_level' : fallback ? 'byte_fallback' : 'raw'
  return { tokens: Array.from(tokens, (token) => token ?? ''), kind }
}
