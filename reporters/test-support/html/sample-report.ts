import { baselineLookup } from '../../../plugin/gate/baseline/match-examples.ts'
import { generateExamples } from '../../../plugin/generator/index.ts'
import type { Baseline } from '../../../plugin/records/baseline.ts'
import type { CaseRecord } from '../../../plugin/records/case.ts'
import type { Completion } from '../../../plugin/records/completion.ts'
import type { ModelInfo } from '../../../plugin/records/model-info.ts'
import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import { primaryScores, type ScoreCard } from '../../../plugin/records/scores.ts'
import type { Thresholds } from '../../../plugin/records/settings.ts'
import { scoreAnswer } from '../../../plugin/scoring/index.ts'
import type { LoadedRun } from '../../vitest/conclude-run.ts'
import { baselineOf, report } from '../benchmark.ts'
import { dataset } from '../modules.ts'
import { model, runMeta } from '../run-meta.ts'
import { expectedText, SPOILS, type Spoil } from './spoil-answer.ts'

export interface Sample {
  readonly examples: number
  /** Intended share of exact outputs, 0 to 1. */
  readonly skill: number
  /** Different seeds miss different examples; the dataset is the same. */
  readonly seed?: number
  /** Examples without output. */
  readonly timeouts?: number
  readonly replayed?: boolean
  readonly model?: Partial<ModelInfo>
  /** Milliseconds for each token. */
  readonly msPerToken?: number
  readonly baseline?: Baseline
  readonly thresholds?: Thresholds
  /** Replaces parts of records. */
  readonly change?: (record: CaseRecord) => Partial<CaseRecord>
}

/** A report with prompts, answers and differences as of a real run, judged by the real gate. */
export function sampleReport(sample: Sample): LoadedReport {
  return report(sampleRun(sample), {
    ...(sample.baseline === undefined ? {} : { baseline: sample.baseline }),
    thresholds: sample.thresholds ?? {},
    update: 'none',
  })
}

/** What a run like this leaves as its baseline. */
export function sampleBaseline(sample: Sample): Baseline {
  return baselineOf(sampleRun(sample))
}

function sampleRun(sample: Sample): LoadedRun {
  const { examples, replayed = false, change = () => ({}) } = sample
  const stateOf = baselineLookup(sample.baseline ?? null)
  const cases: CaseRecord[] = []
  for (const example of generateExamples({ count: examples, seed: 5 })) {
    const line = cases.length + 1
    const { expected, complexity } = example
    const spoil = spoilOf(line, complexity, sample)
    const failed = line <= (sample.timeouts ?? 0)
    const text = expectedText(expected, spoil, chance(line, 11))
    const completion = completionOf(text, spoil, failed, line, sample)
    const scores = failed
      ? null
      : withCompliance(scoreAnswer({ output: text, expected, finishReason: completion.finishReason }))
    const hash = { prompt: example.id, expected: example.id, schema: example.schemaId, rules: 'typed' }
    const record: CaseRecord = {
      version: 1,
      id: example.id,
      line,
      hash,
      state: failed ? 'failed' : primaryScores(scores)?.jsonExact ? 'passed' : 'missed',
      completion,
      scores,
      baseline: stateOf({ id: example.id, line, hash }),
      assertion: null,
      failure: failed ? 'ENGINE_TIMEOUT: no completion within 120000 ms' : null,
      schemaId: example.schemaId,
      complexity,
      source: example.source,
      critical: line % 97 === 0,
      prompt: example.prompt,
      expected,
    }
    cases.push({ ...record, ...change(record) })
  }
  return {
    dataset,
    meta: runMeta({ examples, replayed, model: { ...model, ...sample.model } }),
    cases,
    coverage: { planned: examples, ran: examples, complete: true, reason: null },
    failures: [],
    missing: null,
    selection: null,
    durationMs: examples * 1_234,
  }
}

const EASE: Readonly<Record<string, number>> = { simple: 0.22, medium: 0, complex: -0.35 }

function spoilOf(line: number, complexity: string, { skill, seed = 1 }: Sample): Spoil {
  // Most of the difficulty is the example's own, so that two models miss mostly the same ones.
  const difficulty = 0.93 * chance(line, 3) + 0.07 * chance(line, 100 + seed)
  if (difficulty < skill + (EASE[complexity] ?? 0)) return chance(line, 7) < 0.08 ? 'fence' : 'none'
  if (complexity === 'complex' && chance(line, 5) < 0.6) return 'truncated'
  return SPOILS[1 + Math.floor(chance(line, 6) ** 1.7 * (SPOILS.length - 1))] ?? 'omission'
}

function completionOf(
  text: string,
  spoil: Spoil,
  failed: boolean,
  line: number,
  { msPerToken = 21, replayed = false }: Sample,
): Completion {
  const tokensOut = failed ? 0 : Math.ceil(text.length / 2.1)
  const decodeMs = tokensOut * msPerToken * (0.85 + 0.4 * chance(line, 21))
  const prefillMs = 40 + 130 * chance(line, 22)
  return {
    text: failed ? '' : text,
    finishReason: failed ? 'timeout' : spoil === 'truncated' ? 'length' : 'stop',
    tokensIn: 120 + Math.floor(200 * chance(line, 23)),
    tokensOut,
    timings: {
      queueMs: 0,
      prefillMs,
      firstTokenMs: prefillMs + msPerToken,
      decodeMs,
      totalMs: failed ? 120_000 : prefillMs + decodeMs,
    },
    replayed,
    ...(failed ? { error: { code: 'ENGINE_TIMEOUT', message: 'no completion within 120000 ms' } } : {}),
  }
}

/** The samples come without compiled schemas; what a schema would say follows from the class well enough. */
function withCompliance(scores: ScoreCard): ScoreCard {
  const complies = scores.errorClass === null || scores.errorClass === 'wrong_value'
  const strict = { ...scores.strict, schemaCompliance: complies && scores.strict.parsed }
  const lenient = { ...scores.lenient, schemaCompliance: complies }
  return { ...scores, strict, lenient }
}

/** A number in 0..1 that depends on its arguments alone (the finaliser of MurmurHash3 over both). */
function chance(line: number, salt: number): number {
  let hash = Math.imul(line, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca77)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
