import { RE2JS } from 're2js'
import { quoted } from '../../core/printable.ts'
import { spend } from '../work-budget.ts'
import { InexpressibleError } from './pattern-source.ts'
import { type Alternative, translatePattern } from './translate-pattern.ts'

/** What the schema validator needs of a regular expression; it tells patterns apart by `toString`. */
export interface Pattern {
  test(text: string): boolean
  toString(): string
}

const compiled = new Map<string, Pattern>()

/**
 * A pattern of ECMAScript (flag `u`) that is matched in time proportional to the text, whatever the text: the texts are
 * a model's. Escapes that only the flag refuses (`\@`, `\-`) stand for their character. Compiled once for each source.
 *
 * @param backtracking patterns that may be matched by `RegExp`, in unbounded time, because they need it
 * @throws {SyntaxError} for a pattern that is none
 * @throws {InexpressibleError} for one that needs backtracking and is not in the list; the message says what needs it
 */
export function linearPattern(source: string, backtracking: readonly string[] = []): Pattern {
  const known = compiled.get(source)
  if (known !== undefined) return known
  checkSyntax(source)
  try {
    const pattern = translated(source)
    compiled.set(source, pattern)
    return pattern
  } catch (error) {
    if (!(error instanceof InexpressibleError)) throw error
    if (backtracking.includes(source)) return regExp(source)
    throw new InexpressibleError(
      `the pattern ${quoted(source, 300)} has ${error.message}, which cannot be matched in linear time; ` +
        'rewrite it, or list it in backtrackingPatterns if no output can make it slow',
    )
  }
}

function checkSyntax(source: string): void {
  try {
    new RegExp(source, 'u')
  } catch {
    // What is wrong without the flag as well is thrown here.
    new RegExp(source)
  }
}

function regExp(source: string): Pattern {
  try {
    return new RegExp(source, 'u')
  } catch {
    return new RegExp(source)
  }
}

interface Matcher {
  readonly body: RE2JS
  readonly conditions: readonly { readonly pattern: RE2JS; readonly negated: boolean }[]
}

function translated(source: string): Pattern {
  const { alternatives, size } = translatePattern(source)
  const matchers = alternatives.every(({ conditions }) => conditions.length === 0)
    ? [{ body: compile(alternatives.map(({ body }) => body).join('|')), conditions: [] }]
    : alternatives.map(matcher)
  return {
    test: (text) => {
      spend(size * text.length)
      return matchers.some(
        ({ body, conditions }) =>
          conditions.every(({ pattern, negated }) => pattern.test(text) !== negated) && body.test(text),
      )
    },
    toString: () => source,
  }
}

function matcher({ body, conditions }: Alternative): Matcher {
  return {
    body: compile(body),
    conditions: conditions.map(({ text, negated }) => ({ pattern: compile(text), negated })),
  }
}

function compile(text: string): RE2JS {
  return RE2JS.compile(text, RE2JS.LOOKBEHINDS)
}
