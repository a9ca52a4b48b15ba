import { EdgejsonError } from '../../plugin/core/errors.ts'
import { compareFieldF1 } from '../../plugin/gate/accuracy/field-f1.ts'
import { meanNonInferiority, rateNonInferiority } from '../../plugin/gate/accuracy/non-inferiority-tests.ts'
import { pairCounts } from '../../plugin/gate/accuracy/paired.ts'
import { provenanceOf } from '../../plugin/gate/baseline/from-run.ts'
import { whatChanged } from '../../plugin/gate/fingerprint.ts'
import { type GateMetric, isRate, metricLabel, partsOf } from '../../plugin/records/gate-metric.ts'
import {
  DEFAULT_RULE,
  type DecisionRule,
  primaryMeanOutcome,
  primaryOutcome,
} from '../../plugin/stats/decision-rule.ts'
import { agreementOf } from './agreement.ts'
import { mirrored, type TestedPair, testAllPairs } from './all-pairs.ts'
import { commonIds, comparableExamples } from './common-examples.ts'
import { comparedMetric } from './compared-metric.ts'
import { compareLatency } from './paired-latency.ts'
import { pairedSlices } from './paired-slices.ts'
import { refuseIncomparable } from './refuse-incomparable.ts'
import { byId, type ComparedIds, runColumns } from './run-columns.ts'
import { describe, leftOut, otherExamples, type Side } from './side.ts'
import type { CompareOptions, NamedRun, PairComparison, PairSummary, ReportComparison } from './types.ts'

/**
 * Compares runs of one dataset on the examples that all of them answered: every run with the reference in full, and
 * every pair with its test. Pure, and antisymmetric: swapping two runs swaps their results.
 *
 * @throws {EdgejsonError} `BAD_REPORT` when the runs may not be compared: it says why; `BAD_ARGUMENT` if an option has an invalid
 * value.
 */
export function compareReports(runs: readonly NamedRun[], options: CompareOptions = {}): ReportComparison {
  const index = options.reference ?? 0
  const reference = runs[index]
  if (runs.length < 2 || reference === undefined) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      'a comparison needs two runs or more, and one of them as reference',
    )
  }
  const rule: DecisionRule = {
    alpha: options.alpha ?? DEFAULT_RULE.alpha,
    minEffect: options.minEffect ?? DEFAULT_RULE.minEffect,
  }
  const keyOf = (at: number): string => runs[at]?.key ?? runKey(at)
  const settings = refuseIncomparable(reference, runs, options.allowDifferentSettings ?? false)
  const metric = options.metric ?? comparedMetric(runs)
  const byHash = runs.some(({ report }) => report.texts !== undefined)
  const comparable = runs.map(({ report, label }) => comparableExamples(report, label, { metric, byHash }))
  const ids = commonIds(comparable)
  if (ids.length === 0) throw new EdgejsonError('BAD_REPORT', nothingText(metric, byHash))
  const compared: ComparedIds = { ids, places: new Map(ids.map((id, at) => [id, at])) }
  const others = otherExamples(runs, comparable, compared)
  const sides = runs.map(
    (run, at): Side => ({
      ...run,
      key: keyOf(at),
      unanswered: comparable[at]?.unanswered ?? 0,
      ...runColumns(run.report, compared, metric),
    }),
  )
  const { pairs, ranks } = testAllPairs(
    sides.map(({ outcomes }) => outcomes),
    rule.alpha,
    isRate(metric) ? null : sides.map(({ values }) => values),
  )
  const against = sides.flatMap((side, at) =>
    at === index
      ? []
      : [comparePair(ids, sides[index] as Side, side, pairOf(pairs, index, at), rule, options.margin)],
  )
  const { name, path, sha256 } = reference.report.dataset
  return {
    kind: 'edgejson-comparison',
    version: 1,
    dataset: { name, path, sha256 },
    examples: ids.length,
    metric,
    ...rule,
    margin: options.margin ?? null,
    reference: keyOf(index),
    runs: sides.map((side, at) =>
      describe(side, metric, ranks[at] ?? [1, runs.length], tiesOf(at, pairs).map(keyOf)),
    ),
    against,
    pairs: pairs.map((pair) => summary(pair, keyOf(pair.first), keyOf(pair.second))),
    warnings: [...settings, ...others, ...leftOut(sides, ids.length)],
  }
}

function nothingText(metric: GateMetric, byHash: boolean): string {
  const what =
    partsOf(metric).score === 'jsonExact' ? 'an expected value' : `a value of ${metricLabel(metric)}`
  return (
    `there is no example with ${what} that is the same in all of these runs and has an output in all of them: nothing can be compared. ` +
    '--metric chooses what is compared.' +
    (byHash
      ? ' A report here was made with the option texts, so that examples are identified by the hash of the rendered prompt: ' +
        'run all with one template.'
      : '')
  )
}

function tiesOf(index: number, pairs: readonly TestedPair[]): number[] {
  return pairs
    .filter(({ significant, first, second }) => !significant && (first === index || second === index))
    .map(({ first, second }) => (first === index ? second : first))
}

/** The p values of a pair; they are the same in both directions. */
function pairOf(pairs: readonly TestedPair[], a: number, b: number): TestedPair {
  const found = pairs.find(({ first, second }) => first === Math.min(a, b) && second === Math.max(a, b))
  if (found === undefined) throw new Error('every pair of runs has been tested')
  return a < b ? found : mirrored(found)
}

function summary(
  { paired, mean, p, pHolm, significant }: TestedPair,
  reference: string,
  candidate: string,
): PairSummary {
  return {
    reference,
    candidate,
    lost: paired.lost.length,
    gained: paired.gained.length,
    difference: (mean ?? paired).difference,
    differenceInterval: mean?.interval ?? paired.differenceInterval,
    ...(mean === null ? {} : { mean }),
    p,
    pHolm,
    significant,
  }
}

function comparePair(
  ids: readonly string[],
  reference: Side,
  candidate: Side,
  pair: TestedPair,
  rule: DecisionRule,
  margin: number | undefined,
): PairComparison {
  const { paired, mean } = pair
  const counts = pairCounts(paired)
  const ownMetric = compareFieldF1(byId(ids, reference.ownMetric), byId(ids, candidate.ownMetric))
  const rules = margin === undefined ? null : { margin, alpha: rule.alpha }
  return {
    ...summary(pair, reference.key, candidate.key),
    paired,
    outcome:
      mean === null
        ? primaryOutcome(counts.lost, counts.gained, paired.pairs, rule)
        : primaryMeanOutcome(mean, rule),
    fieldF1: compareFieldF1(byId(ids, reference.fieldF1), byId(ids, candidate.fieldF1)),
    ...(ownMetric === null ? {} : { ownMetric }),
    nonInferiority:
      rules &&
      (mean === null
        ? rateNonInferiority(paired, rules)
        : meanNonInferiority(reference.values, candidate.values, rules)),
    agreement: agreementOf(ids.length, reference, candidate, counts),
    slices: pairedSlices(reference.examples, reference.outcomes, candidate.outcomes),
    latency: compareLatency(reference, candidate),
    changed: whatChanged(provenanceOf(reference.report), provenanceOf(candidate.report)),
  }
}

const LETTERS = 26

/** `A` to `Z`, then `AA` and so on, as columns of a spreadsheet. */
function runKey(index: number): string {
  const last = String.fromCharCode(65 + (index % LETTERS))
  return index < LETTERS ? last : runKey(Math.floor(index / LETTERS) - 1) + last
}
