import { EdgejsonError } from '../../core/errors.ts'
import { START } from './base-grammar.ts'
import type { LoadedXGrammar, XCompiled, XCompiler, XMatcher } from './xgrammar.ts'

/** Largest number of cached grammars; each takes some megabytes with a large vocabulary. */
const KEPT = 64

/** The vocabulary of a tokenizer, for grammars. */
export interface TokenVocabulary {
  /** Token texts by id as in `tokenizer.json`; empty for special tokens, which no grammar allows. */
  readonly tokens: readonly string[]
  /** How token texts encode bytes: GPT-2's `byte_level`, SentencePiece's `byte_fallback`, or the text itself. */
  readonly kind: 'byte_level' | 'byte_fallback' | 'raw'
  /** EOS tokens, allowed where the output is complete. */
  readonly endTokens: readonly number[]
}

/** Constrains the tokens of one sequence. */
export interface TokenConstraint {
  /** Accepts the next token and returns true if it is allowed; otherwise returns false and changes nothing. */
  accept(token: number): boolean
  /** Removes the last accepted tokens. */
  rollback(count: number): void
  /** One bit for each token, lowest bit first; set where the token is allowed next. */
  mask(): Promise<Int32Array>
  /** The text that must follow in every allowed output; often empty. */
  forcedText(): string
  /** Frees what the constraint holds. */
  dispose(): void
}

/** Compiles grammars for one vocabulary and caches the latest. */
export class TokenGrammars {
  readonly #loaded: LoadedXGrammar
  readonly #compiler: Promise<XCompiler>
  readonly #compiled = new Map<string, Promise<XCompiled>>()
  readonly #size: number

  constructor(loaded: LoadedXGrammar, { tokens, kind, endTokens }: TokenVocabulary) {
    this.#loaded = loaded
    const { TokenizerInfo, GrammarCompiler } = loaded.library
    this.#size = tokens.length
    this.#compiler = TokenizerInfo.createTokenizerInfo(tokens, kind, false, tokens.length, endTokens).then(
      (info) => GrammarCompiler.createGrammarCompiler(info, false),
    )
  }

  /**
   * A constraint at the start of the grammar.
   *
   * @throws EdgejsonError `BAD_SCHEMA` when the library cannot compile the grammar
   */
  async open(grammar: string): Promise<TokenConstraint> {
    const matcher = await this.#loaded.library.GrammarMatcher.createGrammarMatcher(
      await this.#compile(grammar),
    )
    return new Matcher(matcher, this.#size)
  }

  #compile(grammar: string): Promise<XCompiled> {
    const known = this.#compiled.get(grammar)
    if (known !== undefined) return known
    const made = this.#compiler
      .then((compiler) => compiler.compileGrammar(grammar, START))
      .catch((error: unknown) => {
        this.#compiled.delete(grammar)
        throw new EdgejsonError(
          'BAD_SCHEMA',
          `the grammar of the schema cannot be compiled: ${this.#loaded.printed.reasonOf(error)}`,
          {
            cause: error,
          },
        )
      })
    this.#compiled.set(grammar, made)
    const [oldest] = this.#compiled
    if (this.#compiled.size > KEPT && oldest !== undefined) {
      this.#compiled.delete(oldest[0])
      void oldest[1].then((compiled) => compiled.dispose())
    }
    return made
  }
}

class Matcher implements TokenConstraint {
  readonly #matcher: XMatcher
  readonly #size: number

  constructor(matcher: XMatcher, vocabularySize: number) {
    this.#matcher = matcher
    this.#size = vocabularySize
  }

  accept(token: number): boolean {
    // The logits of some models are wider than their vocabulary.
    return token < this.#size && this.#matcher.acceptToken(token)
  }

  rollback(count: number): void {
    if (count > 0) this.#matcher.rollBack(count)
  }

  mask(): Promise<Int32Array> {
    return this.#matcher.getNextTokenBitmask()
  }

  forcedText(): string {
    return this.#matcher.findJumpForwardString()
  }

  dispose(): void {
    this.#matcher.dispose()
  }
}
