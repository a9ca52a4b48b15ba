import { duration, integer, percent, plural, quantity, tokensPerSecond } from '../../plugin/core/format.ts'
import type { Latency, Speculation } from '../../plugin/records/run-latency.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'

/** `64.1 % of draft tokens accepted, 3.20 tokens/step`; a part that was not measured is left out. */
export function speculationText({ acceptanceRate, tokensPerStep }: Speculation): string {
  return [
    acceptanceRate === null ? 'no draft tokens' : `${percent(acceptanceRate)} of draft tokens accepted`,
    ...(tokensPerStep === null ? [] : [`${quantity(tokensPerStep)} tokens/step`]),
  ].join(', ')
}

/** `62.5 % of prompt tokens cached`; null where none were. */
export function prefixCacheText({ tokensIn, cachedTokensIn }: Latency): string | null {
  return cachedTokensIn === null || cachedTokensIn === 0 || tokensIn === null
    ? null
    : `${percent(cachedTokensIn / tokensIn)} of prompt tokens cached`
}

/**
 * Origin of the times and concurrency in a few words: `replayed`, `concurrency 32`; null for a live run with one
 * sequence at a time.
 */
export function timingOrigin({ measured, concurrency }: Latency): string | null {
  if (measured === 'replayed') return 'replayed: timed when recorded'
  if (measured === 'mixed') return 'partly replayed: timed when recorded'
  return measured === 'live' && concurrency > 1 ? `concurrency ${integer(concurrency)}` : null
}

/** `245 tokens/s: 31,356 output tokens in 2 min 08 s`, and the number of shards; null where not measured. */
export function throughputText({ tokensPerSecond: throughput, generation }: Latency): string | null {
  if (throughput === null || generation === null) return null
  const { tokensOut, wallMs, shards } = generation
  const together = shards > 1 ? `, ${integer(shards)} shards together` : ''
  return `${tokensPerSecond(throughput)}: ${plural(tokensOut ?? 0, 'output token')} in ${duration(wallMs)} of wall-clock time${together}`
}

/**
 * Differences in the origin of the times of several runs: a mark for the figures of each run, and the meaning of the
 * marks.
 */
export interface TimingMarks {
  /** By run, in their order: ``, `°`, `†‡`. */
  readonly marks: readonly string[]
  readonly legend: readonly string[]
  /** By run: whether its times may be compared with those of the first run that was measured live. */
  readonly comparable: readonly boolean[]
}

/** Times that are next to each other but not comparable: replayed, of another machine, or with another concurrency. */
export function timingMarks(reports: readonly RunReport[]): TimingMarks {
  const first = reports.find(({ latency }) => latency.measured === 'live') ?? null
  const kinds = reports.map((report) => ({
    replayed: report.latency.measured === 'replayed' || report.latency.measured === 'mixed',
    elsewhere: first !== null && report.machine.label !== first.machine.label,
    concurrency: report.latency.measured === 'live' ? report.latency.concurrency : null,
  }))
  const loads = [...new Set(kinds.flatMap(({ concurrency }) => concurrency ?? []))].sort((a, b) => a - b)
  const legend = [
    ...(kinds.some(({ replayed }) => replayed)
      ? ['° replayed: timed when it was recorded, perhaps on another machine']
      : []),
    ...(kinds.some(({ elsewhere, replayed }) => elsewhere && !replayed)
      ? [`† on another machine than ${first?.machine.label ?? ''}`]
      : []),
    ...(loads.some((load) => load > 1)
      ? [
          `‡ at a concurrency of ${loads
            .filter((load) => load > 1)
            .map(integer)
            .join(' or ')}: a time includes work for other sequences`,
        ]
      : []),
  ]
  return {
    marks: kinds.map(({ replayed, elsewhere, concurrency }) =>
      replayed ? '°' : `${elsewhere ? '†' : ''}${concurrency !== null && concurrency > 1 ? '‡' : ''}`,
    ),
    legend,
    comparable: kinds.map(
      ({ replayed, elsewhere, concurrency }) =>
        !replayed && !elsewhere && concurrency === (first?.latency.concurrency ?? null),
    ),
  }
}
