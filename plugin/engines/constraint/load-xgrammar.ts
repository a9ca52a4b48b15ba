import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import vm from 'node:vm'
import { EdgejsonError } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
import { type LoadedXGrammar, Printed, type XGrammar } from './xgrammar.ts'

/** Name and version of the grammar library, part of the recording key. */
export interface GrammarLibrary {
  readonly name: string
  readonly version: string
}

const PACKAGE = '@mlc-ai/web-xgrammar'
const require = createRequire(import.meta.url)
let loaded: LoadedXGrammar | null = null

/**
 * The grammar library, loaded at first use.
 *
 * Its package.json declares an ES module, but the file is a UMD script, which Node can neither import nor require. It
 * is compiled here as a CommonJS module, with its one dynamic import (of a Node built-in) replaced by `require`.
 *
 * @throws EdgejsonError `ENGINE_FAILED` when it cannot be loaded
 */
export function loadXGrammar(): LoadedXGrammar {
  loaded ??= compile()
  return loaded
}

function compile(): LoadedXGrammar {
  const printed = new Printed()
  try {
    const file = require.resolve(PACKAGE)
    const source = readFileSync(file, 'utf8').replaceAll(
      "import('module')",
      "Promise.resolve(require('module'))",
    )
    const { add } = printed
    const console = { log: add, warn: add, error: add }
    const parameters = ['exports', 'require', 'module', '__filename', '__dirname', 'console']
    const run = vm.compileFunction(source, parameters, { filename: file })
    const module = { exports: {} }
    run(module.exports, createRequire(file), module, file, path.dirname(file), console)
    return { library: module.exports as XGrammar, printed }
  } catch (error) {
    throw new EdgejsonError('ENGINE_FAILED', `${PACKAGE} cannot be loaded: ${printed.reasonOf(error)}`, {
      cause: error,
    })
  }
}

/** Name and version of the library in use. */
export function grammarLibrary(): GrammarLibrary {
  const file = require.resolve(PACKAGE)
  const description: unknown = JSON.parse(
    readFileSync(path.join(path.dirname(path.dirname(file)), 'package.json'), 'utf8'),
  )
  return { name: PACKAGE, version: isRecord(description) ? String(description.version) : 'unknown' }
}
