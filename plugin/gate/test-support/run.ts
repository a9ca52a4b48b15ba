import { breakdown } from '../../aggregation/breakdown.ts'
import { latencySummary } from '../../aggregation/latency.ts'
import { slice } from '../../aggregation/slice.ts'
import type { CaseRecord } from '../../records/case.ts'
import type { Completion, CompletionTimings } from '../../records/completion.ts'
import type { ErrorClass } from '../../records/error-class.ts'
import type { ExampleHash } from '../../records/example-hash.ts'
import type { Fingerprint } from '../../records/fingerprint.ts'
import type { ScoreCard, Scores } from '../../records/scores.ts'
import type { GateRun } from '../input.ts'

export const DATASET_SHA256: string = 'd'.repeat(64)

export const FINGERPRINT: Fingerprint = {
  template: 'official',
  templateSha256: 't'.repeat(64),
  maxNewTokens: 2048,
  stop: 'json_complete',
  reasoning: 'default',
  extractionVersion: 1,
  metricVersion: 1,
}

export function timings(
  totalMs: number | null,
  overrides: Partial<CompletionTimings> = {},
): CompletionTimings {
  return { queueMs: 0, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs, ...overrides }
}

export function completion(overrides: Partial<Completion> = {}): Completion {
  return {
    text: '{}',
    finishReason: 'stop',
    tokensIn: 100,
    tokensOut: 11,
    timings: timings(500, { firstTokenMs: 100, decodeMs: 400 }),
    replayed: false,
    ...overrides,
  }
}

export function scores(exact: boolean, f1: number = exact ? 1 : 0.5): Scores {
  return {
    parsed: true,
    jsonExact: exact,
    fieldF1: f1,
    precision: f1,
    recall: f1,
    fields: { correct: f1 * 10, received: 10, expected: 10 },
    schemaCompliance: exact,
  }
}

export function card(exact: boolean, f1?: number, errorClass: ErrorClass = 'wrong_value'): ScoreCard {
  const mode = scores(exact, f1)
  return {
    strict: mode,
    lenient: mode,
    official: mode,
    errorClass: exact ? null : errorClass,
    differences: [],
    differenceCount: exact ? 0 : 1,
  }
}

/** The hash of an example; `parts` overrides some of it. */
export function hashOf(id: string, parts: Partial<ExampleHash> = {}): ExampleHash {
  return {
    prompt: `prompt of ${id}`,
    expected: `expected of ${id}`,
    schema: 'invoice',
    rules: 'typed',
    ...parts,
  }
}

/** A case that is exact, missed (false), or failed (null). */
export function caseOf(id: string, exact: boolean | null, overrides: Partial<CaseRecord> = {}): CaseRecord {
  const failed = exact === null
  return {
    version: 1,
    id,
    line: 1,
    hash: hashOf(id),
    state: failed ? 'failed' : exact ? 'passed' : 'missed',
    completion: failed
      ? completion({ finishReason: 'error', error: { code: 'ENGINE_FAILED', message: 'boom' } })
      : completion({ text: `answer of ${id}: ${exact}` }),
    scores: failed ? null : card(exact),
    baseline: null,
    assertion: null,
    failure: failed ? 'the engine failed: boom' : null,
    schemaId: 'invoice',
    complexity: 'simple',
    source: 'official',
    critical: false,
    prompt: 'p',
    expected: {},
    ...overrides,
  }
}

/** `ex-000` … with the first `exact` of them exact. */
export function casesOf(count: number, exact: number): CaseRecord[] {
  return Array.from({ length: count }, (_, index) =>
    caseOf(`ex-${String(index).padStart(3, '0')}`, index < exact),
  )
}

/** A complete, live run of these cases. */
export function runOf(cases: readonly CaseRecord[], overrides: Partial<GateRun> = {}): GateRun {
  return {
    name: 'default',
    model: {
      id: 'my-135m',
      specifier: './models/my-135m',
      sha256: 'a'.repeat(64),
      contentSha256: 'c'.repeat(64),
      parts: {
        tokenizer: '1'.repeat(64),
        chatTemplate: null,
        generationConfig: '3'.repeat(64),
        modelConfig: '4'.repeat(64),
      },
      dtype: 'q8',
      engine: 'onnx',
      engineVersion: '1.30.0',
      numerics: 'as in the file',
      threads: 2,
      cpu: 'Cortex-A76',
      parameters: null,
      bytes: null,
      contextLength: null,
    },
    machine: {
      label: 'pi',
      cpu: 'Cortex-A76',
      cores: 4,
      memoryBytes: 8e9,
      platform: 'linux',
      arch: 'arm64',
      node: '20.19.0',
    },
    fingerprint: FINGERPRINT,
    dataset: {
      name: 'test',
      path: 'evals/test.jsonl',
      sha256: DATASET_SHA256,
      examples: cases.length,
    },
    coverage: { planned: cases.length, ran: cases.length, complete: true, reason: null },
    totals: slice(cases),
    byComplexity: breakdown(cases, 'complexity'),
    bySchema: breakdown(cases, 'schema'),
    bySource: breakdown(cases, 'source'),
    latency: latencySummary(cases, 1),
    cases,
    ...overrides,
  }
}

/** The cases with some of them flipped. */
export function flipped(cases: readonly CaseRecord[], ids: readonly string[]): CaseRecord[] {
  return cases.map((item) =>
    ids.includes(item.id)
      ? caseOf(item.id, item.scores?.lenient.jsonExact !== true, {
          schemaId: item.schemaId,
          complexity: item.complexity,
          source: item.source,
          critical: item.critical,
        })
      : item,
  )
}
