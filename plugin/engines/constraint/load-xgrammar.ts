import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import vm from 'node:vm'
import { EdgejsonError } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
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

/** Name and version of the grammar library, part of the recording key. */
export interface GrammarLibrary {
  readonly name: string
  readonly version: string
}

const PACKAGE = '@mlc-ai/web-xgrammar'
const require = createRequire(import.meta.url)
let loaded: XGrammar | null = null
/** The last messages that the library printed. */
const printed: string[] = []

/**
 * The grammar library, loaded at first use.
 *
 * Its package.json declares an ES module, but the file is a UMD script, which Node can neither import nor require. It
 * is compiled here as a CommonJS module, with its one dynamic import (of a Node built-in) replaced by `require`.
 *
 * @throws EdgejsonError `ENGINE_FAILED` when it cannot be loaded
 */
export function loadXGrammar(): XGrammar {
  loaded ??= compile()
  return loaded
}

function compile(): XGrammar {
  try {
    const file = require.resolve(PACKAGE)
    const source = readFileSync(file, 'utf8').replaceAll(
      "import('module')",
      "Promise.resolve(require('module'))",
    )
    const print = (...words: unknown[]): void => {
      printed.splice(0, printed.length - 4)
      printed.push(words.map(String).join(' '))
    }
    const console = { log: print, warn: print, error: print }
    const parameters = ['exports', 'require', 'module', '__filename', '__dirname', 'console']
    const run = vm.compileFunction(source, parameters, { filename: file })
    const module = { exports: {} }
    run(module.exports, createRequire(file), module, file, path.dirname(file), console)
    return module.exports as XGrammar
  } catch (error) {
    throw new EdgejsonError('ENGINE_FAILED', `${PACKAGE} cannot be loaded: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}

/** The reason of a failure. The library prints it; the error that it throws has no useful text. */
export function reasonOf(error: unknown): string {
  const fatal = printed.findLast((line) => line.includes('[FATAL]'))
  const text =
    fatal?.replace(/^.*\[FATAL\]\s*\S+\s*/, '') ?? (error instanceof Error ? error.message : String(error))
  return condensed(text, 300)
}

/** Name and version of the library in use. */
export function grammarLibrary(): GrammarLibrary {
  const file = require.resolve(PACKAGE)
  const description: unknown = JSON.parse(
    readFileSync(path.join(path.dirname(path.dirname(file)), 'package.json'), 'utf8'),
  )
  return { name: PACKAGE, version: isRecord(description) ? String(description.version) : 'unknown' }
}
