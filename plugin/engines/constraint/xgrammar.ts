import { condensed } from '../../core/printable.ts'

/** The part of @mlc-ai/web-xgrammar that is used. Objects live in WebAssembly memory until `dispose` is called. */
export interface XGrammar {
  readonly TokenizerInfo: {
    createTokenizerInfo(
      vocabulary: readonly string[],
      kind: 'byte_level' | 'byte_fallback' | 'raw',
      prependSpace: boolean,
      vocabularySize: number | undefined,
      stopTokens: readonly number[],
    ): Promise<unknown>
  }
  readonly GrammarCompiler: {
    createGrammarCompiler(info: unknown, cache: boolean): Promise<XCompiler>
  }
  readonly GrammarMatcher: {
    createGrammarMatcher(grammar: XCompiled): Promise<XMatcher>
  }
}

/** Compiles grammars for one vocabulary. */
export interface XCompiler {
  compileGrammar(ebnf: string, rootRule: string): Promise<XCompiled>
}

export interface XCompiled {
  dispose(): void
}

/** Position in a grammar. */
export interface XMatcher {
  acceptToken(token: number): boolean
  _acceptString(text: string): boolean
  /** One bit for each token, lowest bit first; set where the token is allowed. */
  getNextTokenBitmask(): Promise<Int32Array>
  findJumpForwardString(): string
  rollBack(tokens: number): void
  dispose(): void
}

/** The library with what it prints. */
export interface LoadedXGrammar {
  readonly library: XGrammar
  readonly printed: Printed
}

/** Messages that are kept. */
const KEPT = 5

/** The last messages that the library printed: the errors that it throws have no useful text. */
export class Printed {
  readonly #lines: string[] = []

  /** Takes the place of the console's functions. */
  readonly add = (...words: unknown[]): void => {
    this.#lines.push(words.map(String).join(' '))
    this.#lines.splice(0, this.#lines.length - KEPT)
  }

  /** The reason of a failure. */
  reasonOf(error: unknown): string {
    const fatal = this.#lines.findLast((line) => line.includes('[FATAL]'))
    const text =
      fatal?.replace(/^.*\[FATAL\]\s*\S+\s*/, '') ?? (error instanceof Error ? error.message : String(error))
    return condensed(text, 300)
  }
}
