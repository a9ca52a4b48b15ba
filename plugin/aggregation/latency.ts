import type { CaseMeta } from '../records/case.ts'
import type { Completion } from '../records/completion.ts'
import { hasOutput } from '../records/finish-reason.ts'
import type { Percentiles } from '../records/percentiles.ts'
import { completionsOf } from '../records/repeats.ts'
import type { Generation, GenerationSpan, Latency, Speculation } from '../records/run-latency.ts'
import { percentile, percentileInterval } from '../stats/percentile.ts'

/** Nearest-rank percentiles of durations with their order-statistic intervals; null without values. */
export function percentiles(values: readonly number[]): Percentiles | null {
  const sorted = Float64Array.from(values).sort()
  const p50 = percentile(sorted, 0.5)
  const p90 = percentile(sorted, 0.9)
  const p95 = percentile(sorted, 0.95)
  const max = sorted.at(-1)
  if (p50 === null || p90 === null || p95 === null || max === undefined) return null
  return {
    count: sorted.length,
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50,
    p90,
    p95,
    max,
    intervals: {
      p50: percentileInterval(sorted, 0.5),
      p90: percentileInterval(sorted, 0.9),
      p95: percentileInterval(sorted, 0.95),
    },
  }
}

/**
 * A clock can jump and a recording can come from another tool: a value that is no duration counts as not
 * measured.
 */
const isDuration = (value: number | null): value is number =>
  value !== null && Number.isFinite(value) && value >= 0

function measurement(completions: readonly Completion[]): Latency['measured'] {
  const replayed = completions.filter((completion) => completion.replayed).length
  if (completions.length === 0) return 'none'
  if (replayed === 0) return 'live'
  return replayed === completions.length ? 'replayed' : 'mixed'
}

/** The sum, or null unless every completion has a count: a partial sum would be read as the total. */
function total(counts: readonly (number | null)[]): number | null {
  let sum = 0
  for (const count of counts) {
    if (count === null) return null
    sum += count
  }
  return counts.length === 0 ? null : sum
}

/** Speculative decoding, summed over the completions that report draft tokens; null when none does. */
function speculationOf(answers: readonly Completion[]): Speculation | null {
  let [told, drafted, accepted, tokens, steps] = [0, 0, 0, 0, 0]
  let counted = true
  for (const { speculation, tokensOut } of answers) {
    if (speculation === undefined) continue
    told += 1
    drafted += speculation.drafted
    accepted += speculation.accepted
    // A decoding step yields one token that is not a draft. A completion with fewer tokens than that counts
    // differently and is left out.
    if (tokensOut === null || (tokensOut > 0 && tokensOut <= speculation.accepted)) counted = false
    else {
      tokens += tokensOut
      steps += tokensOut - speculation.accepted
    }
  }
  if (told === 0) return null
  return {
    completions: told,
    drafted,
    accepted,
    acceptanceRate: drafted === 0 ? null : accepted / drafted,
    tokensPerStep: counted && steps > 0 ? tokens / steps : null,
  }
}

/**
 * Milliseconds in which at least one span ran. Shards may overlap, or run one after the other with a pause.
 */
function union(spans: readonly GenerationSpan[]): number {
  let sum = 0
  let reached = Number.NEGATIVE_INFINITY
  for (const { startedAt, endedAt } of [...spans].sort((a, b) => a.startedAt - b.startedAt)) {
    sum += Math.max(0, endedAt - Math.max(startedAt, reached))
    reached = Math.max(reached, endedAt)
  }
  return sum
}

/** The generation phase of all modules together; null without a live completion or with a broken clock. */
export function generationOf(spans: readonly GenerationSpan[]): Generation | null {
  const sound = spans.filter(
    ({ startedAt, endedAt, completions }) => completions > 0 && isDuration(endedAt - startedAt),
  )
  if (sound.length === 0) return null
  return {
    startedAt: new Date(Math.min(...sound.map(({ startedAt }) => startedAt))).toISOString(),
    endedAt: new Date(Math.max(...sound.map(({ endedAt }) => endedAt))).toISOString(),
    wallMs: union(sound),
    completions: sound.reduce((sum, { completions }) => sum + completions, 0),
    tokensOut: total(sound.map(({ tokensOut }) => tokensOut)),
    shards: sound.length,
  }
}

/** Wall-clock throughput of a generation phase. */
function throughput(generation: Generation | null): number | null {
  if (generation === null || generation.tokensOut === null || generation.wallMs <= 0) return null
  return (1000 * generation.tokensOut) / generation.wallMs
}

/**
 * Durations and token counts of the completions; failures and time-outs are left out. `msPerToken` is the
 * decode time divided by the tokens after the first. `sequenceTokensPerSecond` uses the completions that have
 * both a token count and a total time.
 */
export function latencySummary(
  cases: readonly Pick<CaseMeta, 'completion' | 'repeats'>[],
  concurrency: number,
  spans: readonly GenerationSpan[] = [],
): Latency {
  const generation = generationOf(spans)
  const answers: Completion[] = []
  for (const each of cases) answers.push(...completionsOf(each).filter(hasOutput))
  const perToken: number[] = []
  let tokens = 0
  let milliseconds = 0
  for (const { tokensOut, timings } of answers) {
    if (tokensOut === null) continue
    if (tokensOut > 1 && isDuration(timings.decodeMs)) perToken.push(timings.decodeMs / (tokensOut - 1))
    if (!isDuration(timings.totalMs)) continue
    tokens += tokensOut
    milliseconds += timings.totalMs
  }
  return {
    measured: measurement(answers),
    concurrency,
    totalMs: percentiles(answers.map((answer) => answer.timings.totalMs).filter(isDuration)),
    firstTokenMs: percentiles(answers.map((answer) => answer.timings.firstTokenMs).filter(isDuration)),
    msPerToken: percentiles(perToken),
    queueMs: percentiles(answers.map((answer) => answer.timings.queueMs).filter(isDuration)),
    tokensIn: total(answers.map((answer) => answer.tokensIn)),
    cachedTokensIn: total(answers.flatMap(({ cachedTokensIn }) => cachedTokensIn ?? [])),
    tokensOut: total(answers.map((answer) => answer.tokensOut)),
    tokensPerSecond: throughput(generation),
    generation,
    sequenceTokensPerSecond: milliseconds > 0 ? (1000 * tokens) / milliseconds : null,
    speculation: speculationOf(answers),
  }
}
