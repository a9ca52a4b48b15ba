import { EdgejsonError } from '../../plugin/core/errors.ts'
import { compareFieldF1 } from '../../plugin/gate/accuracy/field-f1.ts'
import { pairCounts } from '../../plugin/gate/accuracy/paired.ts'
import { provenanceOf } from '../../plugin/gate/baseline/from-run.ts'
import { whatChanged } from '../../plugin/gate/fingerprint.ts'
import { primaryScores, type ScoreCard } from '../../plugin/records/scores.ts'
import { DEFAULT_RULE, type DecisionRule, primaryOutcome } from '../../plugin/stats/decision-rule.ts'
import { nonInferiority } from '../../plugin/stats/non-inferiority.ts'
import { agreementOf } from './agreement.ts'
import { mirrored, type TestedPair, testAllPairs } from './all-pairs.ts'
import { type CasesById, commonIds, scoredCases } from './common-cases.ts'
import { compareLatency } from './paired-latency.ts'
import { pairedSlices } from './paired-slices.ts'
import { refuseIncomparable } from './refuse-incomparable.ts'
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
  const all = runs.map((run) => scoredCases(run.report, run.label))
  const ids = commonIds(all)
  if (ids.length === 0) {
    throw new EdgejsonError(
      'BAD_REPORT',
      'there is no example with an expected value that is the same in all of these runs and has an output in all of them: nothing can be compared',
    )
  }
  const sides = runs.map((run, at): Side => {
    const cases: CasesById = all[at] ?? new Map()
    const outcomes = new Map(ids.map((id) => [id, primaryScores(cases.get(id)?.scores)?.jsonExact ?? null]))
    return { ...run, key: keyOf(at), cases, outcomes }
  })
  const { pairs, ranks } = testAllPairs(
    sides.map(({ outcomes }) => outcomes),
    rule.alpha,
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
    ...rule,
    margin: options.margin ?? null,
    reference: keyOf(index),
    runs: sides.map((side, at) =>
      describe(side, ids, ranks[at] ?? [1, runs.length], tiesOf(at, pairs).map(keyOf)),
    ),
    against,
    pairs: pairs.map((pair) => summary(pair, keyOf(pair.first), keyOf(pair.second))),
    warnings: [...settings, ...otherExamples(sides, ids), ...leftOut(sides, ids.length)],
  }
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
  { paired, p, pHolm, significant }: TestedPair,
  reference: string,
  candidate: string,
): PairSummary {
  return {
    reference,
    candidate,
    lost: paired.lost.length,
    gained: paired.gained.length,
    difference: paired.difference,
    differenceInterval: paired.differenceInterval,
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
  const { paired } = pair
  const counts = pairCounts(paired)
  const valuesOf = ({ cases }: Side, value: (scores: ScoreCard | null | undefined) => number | undefined) =>
    new Map(ids.map((id) => [id, value(cases.get(id)?.scores) ?? null]))
  const f1Of = (side: Side) => valuesOf(side, (scores) => primaryScores(scores)?.fieldF1)
  const ownOf = (side: Side) => valuesOf(side, (scores) => scores?.ownMetric)
  const ownMetric = compareFieldF1(ownOf(reference), ownOf(candidate))
  const fieldF1 = compareFieldF1(f1Of(reference), f1Of(candidate))
  if (fieldF1 === null) throw new Error('there are pairs, so FieldF1 can be compared')
  return {
    ...summary(pair, reference.key, candidate.key),
    paired,
    outcome: primaryOutcome(counts.lost, counts.gained, paired.pairs, rule),
    fieldF1,
    ...(ownMetric === null ? {} : { ownMetric }),
    nonInferiority: margin === undefined ? null : nonInferiority(counts, margin, rule.alpha),
    agreement: agreementOf(ids, reference.cases, candidate.cases, counts),
    slices: pairedSlices(ids, reference.cases, candidate.cases),
    latency: compareLatency(ids, reference, candidate),
    changed: whatChanged(provenanceOf(reference.report), provenanceOf(candidate.report)),
  }
}

const LETTERS = 26

/** `A` to `Z`, then `AA` and so on, as columns of a spreadsheet. */
function runKey(index: number): string {
  const last = String.fromCharCode(65 + (index % LETTERS))
  return index < LETTERS ? last : runKey(Math.floor(index / LETTERS) - 1) + last
}
