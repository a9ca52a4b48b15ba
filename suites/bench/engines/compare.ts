import { percentile } from '../../../plugin/stats/percentile.ts'
import type { Answer, Contender, Slice } from './results.ts'

/** What a contender did in the slices that it answered. */
export interface Summary {
  readonly answered: number
  readonly loadSeconds: number | null
  readonly seconds: number | null
  readonly tokensOut: number
  /** Tokens written by second of answering, prompts included, loading not. */
  readonly tokensPerSecond: number | null
  /** From the start of the work on a prompt, waiting for a place not counted. */
  readonly firstTokenMs: Spread
  /** From the first token to the last, by token, of one answer. */
  readonly msPerToken: Spread
  /** Processor time of the answering, all threads; null where it is not known. */
  readonly cpuSeconds: number | null
  /** 0 to 1. */
  readonly exactOfficial: number | null
  readonly exactLenient: number | null
  /** Largest share of the processors that others had in one of its slices. */
  readonly disturbed: number | null
}

export interface Spread {
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
}

export function summarise(contender: Contender): Summary {
  const { slices, loadSeconds } = contender
  const answers = slices.flatMap((slice) => slice.answers)
  const seconds = slices.length === 0 ? null : sum(slices.map((slice) => slice.seconds))
  const tokensOut = sum(answers.map((answer) => answer.tokensOut))
  const disturbed = slices.flatMap((slice) => slice.disturbed ?? [])
  return {
    answered: answers.length,
    loadSeconds,
    seconds,
    tokensOut,
    tokensPerSecond: seconds === null ? null : tokensOut / seconds,
    firstTokenMs: spread(answers.map((answer) => answer.firstTokenMs)),
    // An answer of one token has no time between tokens.
    msPerToken: spread(
      answers
        .filter(({ tokensOut: tokens }) => tokens > 1)
        .map((answer) => answer.decodeMs / (answer.tokensOut - 1)),
    ),
    cpuSeconds: cpuSeconds(slices),
    exactOfficial: share(answers, (answer) => answer.exactOfficial),
    exactLenient: share(answers, (answer) => answer.exactLenient),
    disturbed: disturbed.length === 0 ? null : Math.max(...disturbed),
  }
}

/** How many times as fast `ours` is, over the slices that both answered. */
export interface Ratio {
  /** Their loading and answering over ours. Above 1, ours needs less time. */
  readonly wall: number
  /**
   * The same for `examples` of the whole file, with answering drawn out in proportion and loading once: an estimate, and
   * the measured one if all were run.
   */
  readonly wallOfAll: number
  /** Our tokens a second over theirs. Above 1, ours writes more in the same time. */
  readonly tokens: number
  /** Their processor time over ours, answering alone: a busy machine changes it least. Null where it is not known. */
  readonly cpu: number | null
  /** Their answering over ours, slice by slice: the least and the most. */
  readonly sliceLow: number
  readonly sliceHigh: number
  /** Answers that both gave. */
  readonly examples: number
  /** 0 to 1: of those, the same text, character by character. */
  readonly sameText: number
  /** Right (official) there and wrong here, and the other way round. */
  readonly lost: number
  readonly gained: number
}

/**
 * Null when there is no slice that both answered.
 *
 * @param all examples of the whole file.
 */
export function compare(ours: Contender, theirs: Contender, all: number): Ratio | null {
  const count = Math.min(ours.slices.length, theirs.slices.length)
  if (count === 0 || ours.loadSeconds === null || theirs.loadSeconds === null) return null
  const mine = ours.slices.slice(0, count)
  const other = theirs.slices.slice(0, count)
  const seconds = (slices: typeof mine): number => sum(slices.map((slice) => slice.seconds))
  const tokens = (slices: typeof mine): number =>
    sum(slices.flatMap((slice) => slice.answers.map((answer) => answer.tokensOut)))
  const bySlice = mine.map((slice, index) => (other[index]?.seconds ?? Number.NaN) / slice.seconds)
  const byId = new Map(other.flatMap((slice) => slice.answers).map((answer) => [answer.id, answer]))
  const pairs = mine
    .flatMap((slice) => slice.answers)
    .flatMap((answer) => {
      const their = byId.get(answer.id)
      return their === undefined ? [] : [{ answer, their }]
    })
  if (pairs.length === 0) return null
  const [mineCpu, otherCpu] = [cpuSeconds(mine), cpuSeconds(other)]
  return {
    wall: (theirs.loadSeconds + seconds(other)) / (ours.loadSeconds + seconds(mine)),
    wallOfAll:
      (theirs.loadSeconds + (seconds(other) * all) / pairs.length) /
      (ours.loadSeconds + (seconds(mine) * all) / pairs.length),
    tokens: tokens(mine) / seconds(mine) / (tokens(other) / seconds(other)),
    cpu: mineCpu === null || mineCpu === 0 || otherCpu === null ? null : otherCpu / mineCpu,
    sliceLow: Math.min(...bySlice),
    sliceHigh: Math.max(...bySlice),
    examples: pairs.length,
    sameText: pairs.filter(({ answer, their }) => answer.hash === their.hash).length / pairs.length,
    lost: pairs.filter(({ answer, their }) => their.exactOfficial && !answer.exactOfficial).length,
    gained: pairs.filter(({ answer, their }) => !their.exactOfficial && answer.exactOfficial).length,
  }
}

/** Null unless every slice knows it: a part of the time is not the time. */
function cpuSeconds(slices: readonly Slice[]): number | null {
  if (slices.length === 0) return null
  let total = 0
  for (const slice of slices) {
    if (slice.cpuSeconds === null) return null
    total += slice.cpuSeconds
  }
  return total
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  return { p50: percentile(sorted, 0.5), p90: percentile(sorted, 0.9), p95: percentile(sorted, 0.95) }
}

function share(answers: readonly Answer[], test: (answer: Answer) => boolean): number | null {
  return answers.length === 0 ? null : answers.filter(test).length / answers.length
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
