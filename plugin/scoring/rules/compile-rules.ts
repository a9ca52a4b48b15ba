import { EdgejsonError } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json/json.ts'
import { quoted } from '../../core/printable.ts'
import type { ScoringRule } from '../../records/scoring-rules.ts'
import { type Diff, DiffWalk, rootKind } from '../diff-by-path.ts'
import { jsonExact } from '../json-exact.ts'
import type { LeafScores } from '../leaf-scores.ts'
import { type DateReader, dateReader } from './date.ts'
import { type Comparator, type RuleParts, type RulePlace, rulePlaces } from './rule-tree.ts'
import { type Pairings, RuleWalk } from './rule-walk.ts'

/** The scores of one value under rules. */
export interface RuleScores extends LeafScores {
  /** The value is right. */
  readonly exact: boolean
}

/** Scoring rules, ready to compare values. */
export interface CompiledRules {
  /** Scores over leaves; `f1` is 1 exactly where `exact` is true. Counts are weights of leaves. */
  score(received: JsonValue, expected: JsonValue): RuleScores
  /** What is wrong, by path. Empty exactly where the value is right. */
  diff(expected: JsonValue, received: JsonValue): Diff
  /** Weight of the leaves of an expected value. */
  count(expected: JsonValue): number
  /** These rules, and after them a comparator for the value at each of the paths. */
  withComparators(comparators: ReadonlyMap<string, Comparator>): CompiledRules
}

/** No rules: typed equality. */
export function noRules(): CompiledRules {
  return new Compiled([], { comparators: new Map(), dates: new Map() })
}

/**
 * Compiles scoring rules.
 *
 * @param comparators by the text that a rule names
 * @throws {EdgejsonError} `BAD_OPTION` for a rule that cannot be used, with its place in the list
 */
export async function compileRules(
  rules: readonly ScoringRule[],
  comparators: ReadonlyMap<string, Comparator> = new Map(),
): Promise<CompiledRules> {
  for (const [index, rule] of rules.entries()) checkRule(rule, index, comparators)
  const dates = new Map<readonly string[], DateReader>()
  for (const { date } of rules) if (date !== undefined) dates.set(date, await dateReader(date))
  return new Compiled(rules, { comparators, dates })
}

class Compiled implements CompiledRules {
  readonly #root: RulePlace
  /** Of the last values: what is not exact is compared again for its differences. */
  #pairings: Pairings = new WeakMap()

  readonly #rules: readonly ScoringRule[]
  readonly #parts: RuleParts

  constructor(rules: readonly ScoringRule[], parts: RuleParts) {
    this.#rules = rules
    this.#parts = parts
    this.#root = rulePlaces(rules, parts)
  }

  withComparators(added: ReadonlyMap<string, Comparator>): CompiledRules {
    // Named by path, which no file of a rule in the list is.
    const named = new Map([...added].map(([path, compare]) => [`at ${path}`, compare]))
    const rules = [...added.keys()].map((path): ScoringRule => ({ path, comparator: `at ${path}` }))
    const comparators = new Map([...this.#parts.comparators, ...named])
    return new Compiled([...this.#rules, ...rules], { ...this.#parts, comparators })
  }

  score(received: JsonValue, expected: JsonValue): RuleScores {
    this.#pairings = new WeakMap()
    const walk = new RuleWalk(null, 1, this.#pairings)
    // Most outputs of a good model, without the pairing of lists.
    if (this.#root.reflexive && jsonExact(received, expected)) walk.addEqual(this.#root, expected, 1)
    else walk.compare(this.#root, expected, received, 1)
    const fields = { correct: walk.correct, received: walk.received, expected: walk.expected }
    if (!walk.requiredMet)
      return { exact: false, f1: 0, precision: 0, recall: 0, fields: { ...fields, correct: 0 } }
    return {
      exact: walk.exact,
      f1: (2 * walk.correct) / (walk.received + walk.expected),
      precision: walk.correct / walk.received,
      recall: walk.correct / walk.expected,
      fields,
    }
  }

  diff(expected: JsonValue, received: JsonValue): Diff {
    let sink = new DiffWalk()
    const walk = new RuleWalk(sink, 1, this.#pairings)
    walk.compare(this.#root, expected, received, 1)
    if (!walk.exact && rootKind(expected) !== rootKind(received)) {
      sink = new DiffWalk()
      sink.add('wrong_root', expected, received)
    }
    return { differences: sink.differences, count: sink.count, kinds: sink.kinds }
  }

  count(expected: JsonValue): number {
    const walk = new RuleWalk(null)
    walk.compare(this.#root, expected, expected, 1)
    return walk.expected
  }
}

/** What a rule may not set together, and what it must set. */
function checkRule(rule: ScoringRule, index: number, comparators: ReadonlyMap<string, Comparator>): void {
  const fail = (problem: string): never => {
    throw new EdgejsonError(
      'BAD_OPTION',
      `option scoring.rules[${index}] (${quoted(rule.path, 100)}) ${problem}`,
    )
  }
  const { path, ...settings } = rule
  if (Object.values(settings).every((value) => value === undefined))
    fail('sets nothing; it must set list, number, text, date, amount, ignore or another part of a rule.')
  if (rule.by !== undefined && rule.list !== 'aligned') fail("has by, which needs list: 'aligned'.")
  if (path === '$' && (rule.ignore === true || rule.optional === true || rule.nullIsMissing === true))
    fail('is the whole value; ignore, optional and nullIsMissing are for what is inside it.')
  if (rule.comparator !== undefined && !comparators.has(rule.comparator))
    fail(`has the comparator ${quoted(rule.comparator)}, which is not loaded.`)
}
