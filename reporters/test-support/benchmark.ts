import { baselineFromRun } from '../../plugin/gate/baseline/from-run.ts'
import type { UpdateMode } from '../../plugin/gate/input.ts'
import type { Baseline } from '../../plugin/records/baseline.ts'
import type { BaselineOrigin } from '../../plugin/records/baseline-source.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { Completion } from '../../plugin/records/completion.ts'
import type { ErrorClass } from '../../plugin/records/error-class.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import type { Difference, ScoreCard, Scores } from '../../plugin/records/scores.ts'
import type { GateOptions, Thresholds } from '../../plugin/records/settings.ts'
import { type BuildOptions, buildReport } from '../vitest/build-report.ts'
import type { LoadedRun } from '../vitest/conclude-run.ts'
import { dataset } from './modules.ts'
import { type RunMetaChange, runMeta } from './run-meta.ts'

const SCHEMAS: readonly (readonly [string, string])[] = [
  ...[
    'contact_info',
    'location',
    'log_entry',
    'notification',
    'product_info',
    'rating',
    'sensor_reading',
  ].map((name) => [name, 'simple'] as const),
  ...['api_response', 'email_metadata', 'invoice', 'medical_record', 'order_details', 'shopping_cart'].map(
    (name) => [name, 'medium'] as const,
  ),
  ...['iot_device_network', 'multi_party_transaction', 'nested_organization'].map(
    (name) => [name, 'complex'] as const,
  ),
]
const SOURCES = ['official', 'official', 'official', 'note', 'form']

/** What becomes of an example: exact, a miss of a class, or no output. */
export type Fate = 'exact' | ErrorClass | 'timeout'

export interface Answers {
  readonly examples: number
  /** Default: exact. `line` is 1-based. */
  readonly fate?: (line: number) => Fate
  /** Replaces parts of a record. */
  readonly change?: (record: CaseRecord) => Partial<CaseRecord>
  readonly meta?: RunMetaChange
}

/** A complete run of a benchmark that looks like the real one; figures depend on the line alone. */
export function collected({ examples, fate = () => 'exact', change = () => ({}), meta }: Answers): LoadedRun {
  const cases = Array.from({ length: examples }, (_, index) => {
    const record = caseRecord(index + 1, fate(index + 1))
    return { ...record, ...change(record) }
  })
  return {
    dataset,
    meta: runMeta({ examples, ...meta }),
    cases,
    coverage: { planned: examples, ran: examples, complete: true, reason: null },
    failures: [],
    missing: null,
    selection: null,
    durationMs: 195_400,
  }
}

export interface Judged {
  readonly baseline?: Baseline | null | Error
  readonly origin?: BaselineOrigin
  readonly update?: UpdateMode
  readonly gate?: GateOptions
  readonly thresholds?: Thresholds
  readonly marks?: BuildOptions['marks']
  readonly latency?: BuildOptions['latency']
  readonly energy?: BuildOptions['energy']
}

/** The report of a run, through the real gate. */
export function report(
  run: LoadedRun,
  {
    baseline = null,
    origin,
    update = 'new',
    gate = {},
    thresholds = {},
    marks = { misses: 'gate', perExample: false },
    latency,
    energy,
  }: Judged = {},
): LoadedReport {
  return buildReport(run, {
    baseline,
    baselinePath: 'evals/test.edgejson.baseline.jsonl',
    origin,
    update,
    gated: true,
    gate,
    marks,
    mustGate: update === 'none',
    thresholds,
    latency,
    energy,
    tool: { name: 'vitest-edgejson', version: '0.1.0', vitest: '4.1.12' },
    createdAt: '2026-11-22T10:00:00.000Z',
  }).report
}

/** What a run would leave as its baseline. */
export function baselineOf(run: LoadedRun): Baseline {
  return baselineFromRun(report(run))
}

/** About 55 % exact: simple ones mostly, complex ones hardly ever, and misses of every kind. */
export function typicalFate(line: number): Fate {
  const complexity = (SCHEMAS[line % SCHEMAS.length] as readonly [string, string])[1]
  const dice = (line * 7_919) % 100
  if (dice < (complexity === 'simple' ? 80 : complexity === 'medium' ? 48 : 5)) return 'exact'
  if (complexity === 'complex') return dice % 3 === 0 ? 'truncated' : 'omission'
  return (['wrong_value', 'omission', 'wrong_type', 'hallucination', 'invalid_json'] as const)[
    dice % 5
  ] as Fate
}

function caseRecord(line: number, fate: Fate): CaseRecord {
  const [schemaId, complexity] = SCHEMAS[line % SCHEMAS.length] as readonly [string, string]
  const answered = fate !== 'timeout'
  return {
    version: 1,
    id: `${schemaId}_${String(line).padStart(3, '0')}`,
    line,
    hash: { prompt: `p${line}`, expected: `e${line}`, schema: schemaId, rules: 'typed' },
    state: fate === 'exact' ? 'passed' : answered ? 'missed' : 'failed',
    completion: completion(line, fate),
    scores: answered ? scoreCard(line, fate) : null,
    baseline: null,
    assertion: null,
    failure: answered ? null : 'no completion within 120 s',
    schemaId,
    complexity,
    source: SOURCES[line % SOURCES.length] as string,
    critical: false,
    prompt: `Order ${line}\n\nTotal: ${line}.5\n\nPlease extract the order information as JSON.`,
    expected: { total: line + 0.5, zip: String(10_000 + line) },
  }
}

function completion(line: number, fate: Fate): Completion {
  const tokensOut = 30 + ((line * 37) % 300)
  const base = { tokensIn: 90 + (line % 200), tokensOut, replayed: false }
  if (fate === 'timeout') {
    const timings = { queueMs: 0, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: 120_000 }
    const error = { code: 'ENGINE_TIMEOUT', message: 'no completion within 120 s' }
    return { ...base, text: '{"total":', finishReason: 'timeout', timings, error }
  }
  const firstTokenMs = 120 + (line % 80)
  const decodeMs = tokensOut * 21
  return {
    ...base,
    text: JSON.stringify({ total: fate === 'exact' ? line + 0.5 : line, zip: String(10_000 + line) }),
    finishReason: fate === 'truncated' ? 'length' : 'stop',
    timings: {
      queueMs: 0,
      prefillMs: firstTokenMs - 10,
      firstTokenMs,
      decodeMs,
      totalMs: firstTokenMs + decodeMs,
    },
  }
}

function scoreCard(line: number, fate: Exclude<Fate, 'timeout'>): ScoreCard {
  const exact = fate === 'exact'
  const parsed = fate !== 'invalid_json' && fate !== 'no_json'
  const lenient: Scores = {
    parsed,
    jsonExact: exact,
    fieldF1: exact ? 1 : parsed ? 0.5 + (line % 40) / 100 : 0,
    precision: exact ? 1 : 0.8,
    recall: exact ? 1 : 0.7,
    fields: { correct: exact ? 10 : parsed ? 7 : 0, received: parsed ? 9 : 0, expected: 10 },
    schemaCompliance: parsed && fate !== 'omission' && fate !== 'wrong_type',
  }
  const strict = { ...lenient, parsed: parsed && line % 20 !== 0, jsonExact: exact && line % 20 !== 0 }
  const differences = exact || !parsed ? [] : differencesOf(line, fate)
  return {
    strict,
    lenient,
    official: { ...lenient, jsonExact: exact && line % 11 !== 0, fieldF1: lenient.fieldF1 * 0.9 },
    errorClass: exact ? null : fate,
    differences,
    differenceCount: differences.length,
  }
}

function differencesOf(line: number, fate: ErrorClass): Difference[] {
  const kind = fate === 'omission' || fate === 'hallucination' || fate === 'wrong_type' ? fate : 'wrong_value'
  const first: Difference = {
    path: '$.total',
    kind,
    expected: fate === 'hallucination' ? null : String(line + 0.5),
    received: fate === 'omission' ? null : fate === 'wrong_type' ? `"${line + 0.5}"` : String(line),
  }
  if (line % 3 !== 0) return [first]
  const path = '$.shipments[0].lines[2].carrier_reference'
  return [first, { path, kind: 'wrong_value', expected: '"DHL-2231-0042-A"', received: '"DHL-2231"' }]
}
