import {
  boolean,
  type Check,
  count,
  definition,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  pair,
  string,
} from './check.ts'
import type { MarkOptions, Outcome } from './outcome.ts'
import type {
  BaselineSummary,
  ComplianceComparison,
  ExampleChanges,
  FieldF1Comparison,
  PairedComparison,
  SliceComparison,
  ThresholdResult,
  Verdict,
} from './verdict.ts'

const baseline: Check<BaselineSummary> = object<BaselineSummary>({
  path: string,
  model: string,
  exact: number,
  examples: count,
})

const comparison: Check<PairedComparison> = definition(
  'pairedComparison',
  'The run against its baseline on the same examples.',
  object<PairedComparison>({
    pairs: count,
    bothHit: count,
    bothMiss: count,
    lost: list(string),
    won: list(string),
    referenceExact: number,
    candidateExact: number,
    difference: number,
    differenceInterval: pair(number),
    pWorse: number,
    pBetter: number,
    detectableLoss: nullable(number),
  }),
)

const fieldF1: Check<FieldF1Comparison> = object<FieldF1Comparison>({
  reference: number,
  candidate: number,
  difference: number,
  interval: pair(number),
})

const compliance: Check<ComplianceComparison> = object<ComplianceComparison>({
  pairs: count,
  reference: count,
  candidate: count,
  lost: count,
  gained: count,
})

const examples: Check<ExampleChanges> = definition(
  'exampleChanges',
  'How the examples of the run relate to those of the baseline.',
  object<ExampleChanges>({
    unchanged: count,
    changed: list(object<{ id: string; parts: readonly string[] }>({ id: string, parts: list(string) })),
    renamed: list(object<{ from: string; to: string }>({ from: string, to: string })),
    removed: list(string),
    added: list(string),
    schemaChanged: list(string),
    verdict: nullable(oneOf('regression', 'suspect', 'stable', 'improved')),
  }),
)

const slice: Check<SliceComparison> = object<SliceComparison>({
  dimension: oneOf('complexity', 'schema', 'source'),
  key: string,
  pairs: count,
  referenceExact: number,
  candidateExact: number,
  lost: count,
  won: count,
  pWorse: number,
  pWorseHolm: number,
})

const threshold: Check<ThresholdResult> = object<ThresholdResult>({
  metric: oneOf('jsonExact', 'fieldF1', 'schemaCompliance', 'latencyP50', 'latencyP90', 'latencyP95'),
  slice: nullable(
    object<NonNullable<ThresholdResult['slice']>>({
      dimension: oneOf('complexity', 'schema', 'source'),
      key: string,
    }),
  ),
  unit: oneOf('rate', 'score', 'ms'),
  direction: oneOf('at least', 'at most'),
  limit: number,
  actual: nullable(number),
  broken: boolean,
  skipped: optional(string),
})

/** The gate's decision as a report carries it. */
export const checkVerdict: Check<Verdict> = definition(
  'verdict',
  'The decision of the gate.',
  object<Verdict>({
    state: oneOf('regression', 'suspect', 'stable', 'improved', 'invalid', 'new', 'accepted', 'not_gated'),
    reason: string,
    exitCode: oneOf(0, 1, 2),
    alpha: number,
    minEffect: number,
    baseline: nullable(baseline),
    comparison: nullable(comparison),
    fieldF1: nullable(fieldF1),
    compliance: nullable(compliance),
    examples: nullable(examples),
    slices: list(slice),
    thresholds: list(threshold),
    changed: list(string),
    notes: list(string),
  }),
)

/** The decision on a run, from which every output takes its title and the process its exit code. */
export const checkOutcome: Check<Outcome> = definition(
  'outcome',
  'The decision on the run: exit code, state, title, reason, notes.',
  object<Outcome>({
    exitCode: oneOf(0, 1, 2),
    state: oneOf('pass', 'warning', 'fail', 'inconclusive', 'not_gated'),
    title: string,
    reason: string,
    notes: list(string),
  }),
)

/** The options that decide how a test is marked. */
export const checkMarks: Check<MarkOptions> = object<MarkOptions>({
  misses: oneOf('gate', 'fail', 'pass'),
  perExample: boolean,
  maxErrors: count,
})
