import { isRecord, type JsonValue } from '../core/json/json.ts'
import { jsonPath, type PathSegment } from '../core/json/path.ts'
import { type Comparator, type CompiledRules, jsonExact, noRules } from '../scoring/index.ts'
import { toJsonValue } from './json-value.ts'

/** The expected value of an assertion, and what it is compared by. */
export interface ExpectedValue {
  /** Asymmetric matchers stand in it as their texts. */
  readonly value: JsonValue
  /** Null: typed equality. */
  readonly rules: CompiledRules | null
}

/** An asymmetric matcher of Vitest or Jest, such as `expect.any(Number)`. */
interface AsymmetricMatcher {
  asymmetricMatch(received: unknown): boolean
}

/**
 * Reads the expected value of an assertion: JSON that may contain asymmetric matchers, and scoring rules.
 *
 * @throws {TypeError} for a value that is not JSON, or rules that `compileRules` did not make
 */
export function readExpected(expected: unknown, rules: unknown): ExpectedValue {
  if (rules !== undefined && !isCompiledRules(rules))
    throw new TypeError(
      '[vitest-edgejson] the rules of an assertion are what `await compileRules([…])` of vitest-edgejson/scoring returns',
    )
  const matchers = new Map<string, Comparator>()
  const value = toJsonValue(replaceMatchers(expected, [], matchers), 'expected')
  if (matchers.size === 0) return { value, rules: rules ?? null }
  return { value, rules: (rules ?? noRules()).withComparators(matchers) }
}

/** Whether a value equals the expected one, as the rules allow. */
export function isExact(received: JsonValue, { value, rules }: ExpectedValue): boolean {
  return rules === null ? jsonExact(received, value) : rules.score(received, value).exact
}

function replaceMatchers(
  value: unknown,
  path: readonly PathSegment[],
  found: Map<string, Comparator>,
  above: readonly unknown[] = [],
): unknown {
  if (isAsymmetric(value)) {
    found.set(jsonPath(path), (_, received) => value.asymmetricMatch(received))
    return String(value)
  }
  // What reads the value next names a cycle.
  if (above.includes(value)) return value
  const inner = (member: unknown, segment: PathSegment) =>
    replaceMatchers(member, [...path, segment], found, [...above, value])
  if (Array.isArray(value)) return value.map(inner)
  if (!isRecord(value) || !isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inner(member, key)]))
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function isAsymmetric(value: unknown): value is AsymmetricMatcher {
  return isRecord(value) && typeof value.asymmetricMatch === 'function'
}

function isCompiledRules(value: unknown): value is CompiledRules {
  return isRecord(value) && typeof value.score === 'function' && typeof value.withComparators === 'function'
}
