import type { CaseMeta } from '../records/case.ts'
import type { Completion } from '../records/completion.ts'
import { hasOutput } from '../records/finish-reason.ts'
import type { Percentiles } from '../records/percentiles.ts'
import { completionsOf } from '../records/repeats.ts'
import type { Generation, GenerationSpan, Latency, Speculation } from '../records/run-latency.ts'
import { NumberList } from '../stats/number-list.ts'
import { percentile, percentileInterval } from '../stats/percentile.ts'
import { type Tally, tallied } from './tally.ts'

/** Nearest-rank percentiles of durations with their order-statistic intervals; null without values. */
export function percentiles(values: Iterable<number>): Percentiles | null {
  return sortedPercentiles(Float64Array.from(values).sort())
}

function sortedPercentiles(sorted: Float64Array): Percentiles | null {
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

/** The sum, or null unless every completion has a count: a partial sum would be read as the total. */
class Total {
  #sum: number | null = null
  #missing = false

  add(count: number | null): void {
    if (count === null) this.#missing = true
    else this.#sum = (this.#sum ?? 0) + count
  }

  get value(): number | null {
    return this.#missing ? null : this.#sum
  }
}

function total(counts: readonly (number | null)[]): number | null {
  const sum = new Total()
  for (const count of counts) sum.add(count)
  return sum.value
}

/** Speculative decoding, summed over the completions that report draft tokens; null when none does. */
class SpeculationTally {
  #told = 0
  #drafted = 0
  #accepted = 0
  #tokens = 0
  #steps = 0
  #counted = true

  add({ speculation, tokensOut }: Completion): void {
    if (speculation === undefined) return
    this.#told += 1
    this.#drafted += speculation.drafted
    this.#accepted += speculation.accepted
    // A decoding step yields one token that is not a draft. A completion with fewer tokens than that counts
    // differently and is left out.
    if (tokensOut === null || (tokensOut > 0 && tokensOut <= speculation.accepted)) this.#counted = false
    else {
      this.#tokens += tokensOut
      this.#steps += tokensOut - speculation.accepted
    }
  }

  result(): Speculation | null {
    if (this.#told === 0) return null
    return {
      completions: this.#told,
      drafted: this.#drafted,
      accepted: this.#accepted,
      acceptanceRate: this.#drafted === 0 ? null : this.#accepted / this.#drafted,
      tokensPerStep: this.#counted && this.#steps > 0 ? this.#tokens / this.#steps : null,
    }
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

type LatencyCase = Pick<CaseMeta, 'completion' | 'repeats'>

/**
 * Durations and token counts of the completions; failures and time-outs are left out. `msPerToken` is the
 * decode time divided by the tokens after the first. `sequenceTokensPerSecond` uses the completions that have
 * both a token count and a total time.
 */
export function latencySummary(
  cases: Iterable<LatencyCase>,
  concurrency: number,
  spans: readonly GenerationSpan[] = [],
): Latency {
  return tallied(cases, new LatencyTally(concurrency, spans))
}

/** {@link latencySummary}, case by case: of each completion its times alone are kept, for exact percentiles. */
export class LatencyTally implements Tally<LatencyCase, Latency> {
  readonly #concurrency: number
  readonly #spans: readonly GenerationSpan[]
  #answers = 0
  #replayed = 0
  readonly #totalMs = new NumberList()
  readonly #firstTokenMs = new NumberList()
  readonly #msPerToken = new NumberList()
  readonly #queueMs = new NumberList()
  readonly #tokensIn = new Total()
  readonly #cachedTokensIn = new Total()
  readonly #tokensOut = new Total()
  #timedTokens = 0
  #timedMs = 0
  readonly #speculation = new SpeculationTally()

  constructor(concurrency: number, spans: readonly GenerationSpan[] = []) {
    this.#concurrency = concurrency
    this.#spans = spans
  }

  add(item: LatencyCase): void {
    for (const completion of completionsOf(item)) if (hasOutput(completion)) this.#addAnswer(completion)
  }

  #addAnswer(answer: Completion): void {
    const { tokensIn, cachedTokensIn, tokensOut, timings } = answer
    this.#answers += 1
    if (answer.replayed) this.#replayed += 1
    if (isDuration(timings.totalMs)) this.#totalMs.add(timings.totalMs)
    if (isDuration(timings.firstTokenMs)) this.#firstTokenMs.add(timings.firstTokenMs)
    if (isDuration(timings.queueMs)) this.#queueMs.add(timings.queueMs)
    this.#tokensIn.add(tokensIn)
    if (cachedTokensIn !== undefined && cachedTokensIn !== null) this.#cachedTokensIn.add(cachedTokensIn)
    this.#tokensOut.add(tokensOut)
    this.#speculation.add(answer)
    if (tokensOut === null) return
    if (tokensOut > 1 && isDuration(timings.decodeMs))
      this.#msPerToken.add(timings.decodeMs / (tokensOut - 1))
    if (!isDuration(timings.totalMs)) return
    this.#timedTokens += tokensOut
    this.#timedMs += timings.totalMs
  }

  #measured(): Latency['measured'] {
    if (this.#answers === 0) return 'none'
    if (this.#replayed === 0) return 'live'
    return this.#replayed === this.#answers ? 'replayed' : 'mixed'
  }

  result(): Latency {
    const generation = generationOf(this.#spans)
    return {
      measured: this.#measured(),
      concurrency: this.#concurrency,
      totalMs: sortedPercentiles(this.#totalMs.sorted()),
      firstTokenMs: sortedPercentiles(this.#firstTokenMs.sorted()),
      msPerToken: sortedPercentiles(this.#msPerToken.sorted()),
      queueMs: sortedPercentiles(this.#queueMs.sorted()),
      tokensIn: this.#tokensIn.value,
      cachedTokensIn: this.#cachedTokensIn.value,
      tokensOut: this.#tokensOut.value,
      tokensPerSecond: throughput(generation),
      generation,
      sequenceTokensPerSecond: this.#timedMs > 0 ? (1000 * this.#timedTokens) / this.#timedMs : null,
      speculation: this.#speculation.result(),
    }
  }
}
