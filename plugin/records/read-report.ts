import { EdgejsonError } from '../core/errors.ts'
import { isRecord } from '../core/json/json.ts'
import { printable } from '../core/printable.ts'
import {
  boolean,
  type Check,
  count,
  definition,
  dictionary,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  pair,
  string,
} from './check.ts'
import { checkCaseRecord } from './check-case.ts'
import { checkLatencyVerdict, checkPercentiles } from './check-latency.ts'
import { checkDataset, checkFingerprint, checkMachine, checkModel } from './check-run.ts'
import { checkMarks, checkOutcome, checkVerdict } from './check-verdict.ts'
import { ERROR_CLASSES, type ErrorClass } from './error-class.ts'
import type { DraftSummary, Generation, Latency } from './run-latency.ts'
import type { Coverage, RunReport } from './run-report.ts'
import type { ModeRates, Slice } from './slice.ts'

const rate: Check<number | null> = nullable(number)
const interval: Check<readonly [number, number] | null> = nullable(pair(number))

const modeRates: Check<ModeRates> = definition(
  'modeRates',
  'Rates of one scoring mode; fractions of 1, null when nothing was scored.',
  object<ModeRates>({
    jsonExact: rate,
    jsonExactInterval: interval,
    fieldF1: rate,
    fieldF1Interval: interval,
    fieldF1Micro: rate,
    precision: rate,
    recall: rate,
    schemaCompliance: rate,
    schemaComplianceInterval: interval,
    parsed: rate,
  }),
)

const slice: Check<Slice> = definition(
  'slice',
  'Figures of a set of cases.',
  object<Slice>({
    examples: count,
    scored: count,
    failed: count,
    exact: count,
    strict: modeRates,
    lenient: modeRates,
    official: modeRates,
  }),
)

const drafts: Check<DraftSummary> = object<DraftSummary>({
  answers: count,
  proposed: count,
  accepted: count,
  acceptedShare: nullable(number),
  tokensPerStep: nullable(number),
})

const generation: Check<Generation> = object<Generation>({
  startedAt: string,
  endedAt: string,
  wallMs: number,
  completions: count,
  tokensOut: nullable(count),
  shards: count,
})

const latency: Check<Latency> = definition(
  'latency',
  'How long answers took.',
  object<Latency>({
    measured: oneOf('live', 'replayed', 'mixed', 'none'),
    concurrency: count,
    totalMs: nullable(checkPercentiles),
    firstTokenMs: nullable(checkPercentiles),
    msPerToken: nullable(checkPercentiles),
    queueMs: nullable(checkPercentiles),
    tokensIn: nullable(count),
    tokensOut: nullable(count),
    outputTokensPerSecond: nullable(number),
    tokensPerSecond: nullable(number),
    generation: nullable(generation),
    sequenceTokensPerSecond: nullable(number),
    drafts: optional(nullable(drafts)),
  }),
)

const coverage: Check<Coverage> = object<Coverage>({
  planned: count,
  ran: count,
  complete: boolean,
  reason: nullable(string),
})

const errorClasses = object<Record<ErrorClass, number>>(
  Object.fromEntries(ERROR_CLASSES.map((name) => [name, count])) as Record<ErrorClass, Check<number>>,
)

/** What {@link readRunReport} goes by; its schema is the published one. */
export const checkRunReport: Check<RunReport> = object<RunReport>({
  kind: oneOf('edgejson-run'),
  version: oneOf(1),
  tool: object<RunReport['tool']>({ name: string, version: string, vitest: nullable(string) }),
  createdAt: string,
  durationMs: nullable(number),
  name: string,
  model: checkModel,
  machine: checkMachine,
  fingerprint: checkFingerprint,
  dataset: checkDataset,
  coverage,
  replayed: boolean,
  resumed: count,
  totals: slice,
  byComplexity: dictionary(slice),
  bySchema: dictionary(slice),
  bySource: dictionary(slice),
  errorClasses,
  latency,
  officialComparable: object<RunReport['officialComparable']>({ comparable: boolean, reasons: list(string) }),
  outcome: checkOutcome,
  marks: checkMarks,
  verdict: checkVerdict,
  latencyGate: optional(checkLatencyVerdict),
  cases: list(checkCaseRecord),
})

/**
 * A value from outside (a parsed `report.json`) as a RunReport. The value itself is returned, not a copy.
 *
 * @param source name of the file, for messages
 * @throws {EdgejsonError} `BAD_REPORT`: names the first field that is not as it must be, or the version.
 */
export function readRunReport(value: unknown, source = 'the value'): RunReport {
  if (!isRecord(value) || value.kind !== 'edgejson-run') {
    throw new EdgejsonError(
      'BAD_REPORT',
      `${printable(source)} is not a run report: its "kind" must be "edgejson-run". ` +
        'A run writes one to .edgejson/report.json.',
    )
  }
  if (value.version !== 1) {
    throw new EdgejsonError(
      'BAD_REPORT',
      `${printable(source)} has report version ${printable(String(value.version).slice(0, 40))}; this release ` +
        'reads version 1. Use the release of vitest-edgejson that wrote it, or run again.',
    )
  }
  return checkRunReport(value, printable(source))
}
