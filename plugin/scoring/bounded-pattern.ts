import vm from 'node:vm'
import { errorCode } from '../model/errors.ts'
import { quoted } from '../model/printable.ts'

/** Milliseconds that one match may take before it counts as endless. */
const MATCH_TIMEOUT_MS = 100
/** Length up to which a pattern with few repetitions is matched without a watchdog. */
const SHORT = 256

/** A pattern met a text on which it would take for ever. */
class EndlessMatchError extends Error {
  override readonly name = 'EndlessMatchError'

  constructor(pattern: string) {
    super(`the pattern ${quoted(pattern, 100)} takes more than ${MATCH_TIMEOUT_MS} ms on this text`)
  }
}

/** What the schema validator needs of a regular expression; it tells patterns apart by `toString`. */
export interface Pattern {
  test(text: string): boolean
  toString(): string
}

/**
 * A regular expression that gives up: the texts are a model's and the pattern a schema author's, who may never have
 * thought of backtracking. The watchdog costs a fifth of a millisecond, so it is left out where a pattern without
 * nested repetitions meets a short text.
 *
 * @throws {SyntaxError} for an invalid pattern
 */
export function boundedPattern(source: string, flags: string): Pattern {
  const expression = compile(source, flags)
  const simple = isSimple(source)
  return {
    test: (text) => (simple && text.length <= SHORT ? expression.test(text) : watchedTest(expression, text)),
    toString: () => String(expression),
  }
}

/** Many schemas escape more than the `u` flag allows (`\-`, `\@`); they mean what they mean without it. */
function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags)
  } catch {
    // What is wrong without the flag as well is thrown here.
    return new RegExp(source)
  }
}

/** At most two repetitions without bound, none of a group, and no back-reference: at worst cubic time. */
function isSimple(source: string): boolean {
  const outsideClasses = source.replace(/\\[^1-9k]/g, '_').replace(/\[(?:\\.|[^\]\\])*\]/g, '_')
  if (/\)[*+?{]|\\/.test(outsideClasses)) return false
  return (outsideClasses.match(/[*+]|\{/g) ?? []).length <= 2
}

/** One match in a context of its own, the only place where a match can be given a time limit. */
interface WatchedMatch {
  readonly script: vm.Script
  readonly sandbox: { expression: RegExp; text: string }
}

let match: WatchedMatch | null = null

function watchedMatch(expression: RegExp, text: string): WatchedMatch {
  const sandbox = { expression, text }
  // The object itself becomes the global one of the context.
  vm.createContext(sandbox)
  return { script: new vm.Script('expression.test(text)'), sandbox }
}

function watchedTest(expression: RegExp, text: string): boolean {
  match ??= watchedMatch(expression, text)
  match.sandbox.expression = expression
  match.sandbox.text = text
  try {
    return match.script.runInContext(match.sandbox, { timeout: MATCH_TIMEOUT_MS }) === true
  } catch (error) {
    // It may be an Error of the other context.
    if (errorCode(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw new EndlessMatchError(expression.source)
    throw error
  } finally {
    match.sandbox.text = ''
  }
}
