import { RE2JS } from 're2js'
import { quoted } from '../../core/printable.ts'
import { spend } from '../work-budget.ts'
import { InexpressibleError } from './pattern-source.ts'
import { type Alternative, translatePattern } from './translate-pattern.ts'

/** The part of a regular expression that the schema validator uses. It identifies patterns by `toString`. */
export interface Pattern {
  test(text: string): boolean
  toString(): string
}

const compiled = new Map<string, Pattern>()

/**
 * A pattern of ECMAScript (flag `u`) that is matched in time proportional to the text, because the texts come
 * from a model. Escapes that only the flag rejects (`\@`, `\-`) stand for their character. Each source is
 * compiled once.
 *
 * @param backtracking patterns that need backtracking and may be matched by `RegExp`, in unbounded time
 * @throws {SyntaxError} for an invalid pattern
 * @throws {InexpressibleError} for a pattern that needs backtracking and is not in the list; the message
 * names the construct
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
    // Throws if the pattern is invalid without the flag too.
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
