import { createHash } from 'node:crypto'
import { errorMessage } from '../../../plugin/core/errors.ts'
import type { Example } from '../../../plugin/records/example.ts'
import { scoreAnswer } from '../../../plugin/scoring/score-answer.ts'
import { slices, turns } from '../shared/turns.ts'
import { ContenderProcess, type RawSlice } from './contender-process.ts'
import type { ContenderPlan } from './contenders.ts'
import type { Contender, Slice } from './results.ts'

export interface Round {
  /** In the order of the requests. */
  readonly examples: readonly Example[]
  readonly promptOf: (example: Example) => string
  readonly slice: number
  readonly limitSeconds: number
  readonly maxNewTokens: number
  /** Every answer is as long as the limit. */
  readonly endless: boolean
  readonly say: (line: string) => void
}

interface Running {
  readonly plan: ContenderPlan
  readonly process: ContenderProcess | null
  readonly loadSeconds: number | null
  readonly info: Record<string, unknown>
  readonly slices: Slice[]
  seconds: number
  missing: string | null
}

/**
 * Starts every contender, then lets them answer slice by slice in turns: what disturbs the machine for a minute
 * disturbs all of them. Only one of them works at any time.
 */
export async function measure(plans: readonly ContenderPlan[], round: Round): Promise<Contender[]> {
  const running: Running[] = []
  try {
    for (const plan of plans) running.push(await start(plan, round))
    for (const [index, examples] of slices(round.examples, round.slice).entries()) {
      for (const contender of turns(running, index)) await turn(contender, examples, round)
    }
    return running.map(({ plan, process, info, loadSeconds, slices: done, missing }) => ({
      name: plan.name,
      kind: plan.kind,
      engine: textOrNull(info.engine),
      version: textOrNull(info.version),
      numerics: textOrNull(info.numerics),
      notes: Array.isArray(info.notes) ? info.notes.map(String) : [],
      loadSeconds,
      peakMiB: process?.peakMiB ?? null,
      slices: done,
      missing,
    }))
  } finally {
    await Promise.all(running.map(({ process }) => process?.stop()))
  }
}

async function start(plan: ContenderPlan, round: Round): Promise<Running> {
  const settings = {
    model: plan.model,
    options: plan.options,
    maxNewTokens: round.maxNewTokens,
    stop: 'eos',
    endless: round.endless,
  }
  const args = [plan.script, JSON.stringify(settings)]
  try {
    const {
      process: started,
      info,
      loadSeconds,
    } = await ContenderProcess.start(plan.command, args, process.env)
    round.say(`${plan.name}: loaded in ${loadSeconds.toFixed(1)} s`)
    return { plan, process: started, info, loadSeconds, slices: [], seconds: 0, missing: null }
  } catch (error) {
    const missing = errorMessage(error)
    round.say(`${plan.name}: ${missing}`)
    return { plan, process: null, info: {}, loadSeconds: null, slices: [], seconds: 0, missing }
  }
}

async function turn(contender: Running, examples: readonly Example[], round: Round): Promise<void> {
  const { plan, process } = contender
  if (process === null || contender.missing !== null) return
  if (contender.seconds >= round.limitSeconds) {
    contender.missing = `no further slice after ${Math.round(contender.seconds)} s`
    round.say(`${plan.name}: ${contender.missing}`)
    return
  }
  // A slice cannot be cut in two, so it may take as long again.
  const patience = setTimeout(() => process.kill(), 2000 * round.limitSeconds)
  try {
    const raw = await process.answer(examples.map((each) => ({ id: each.id, prompt: round.promptOf(each) })))
    contender.seconds += raw.seconds
    contender.slices.push(judge(raw, examples))
    const tokens = raw.answers.reduce((sum, { tokensOut }) => sum + tokensOut, 0)
    round.say(
      `${plan.name}: ${examples.length} answers, ${tokens} tokens in ${raw.seconds.toFixed(1)} s, ` +
        `${(tokens / raw.seconds).toFixed(0)} tokens/s`,
    )
  } catch (error) {
    contender.missing = process.killed
      ? `stopped in a slice after ${2 * round.limitSeconds} s`
      : errorMessage(error)
    round.say(`${plan.name}: ${contender.missing}`)
  } finally {
    clearTimeout(patience)
  }
}

function judge({ answers, seconds, disturbed, cpuSeconds }: RawSlice, examples: readonly Example[]): Slice {
  return {
    seconds,
    disturbed,
    cpuSeconds,
    answers: examples.flatMap((example, index) => {
      const answer = answers[index]
      if (answer === undefined) return []
      const { text, ...figures } = answer
      const { official, lenient } = scoreAnswer({ output: text, expected: example.expected ?? null })
      return {
        id: example.id,
        hash: createHash('sha256').update(text).digest('hex').slice(0, 16),
        ...figures,
        // A hundredth of a millisecond is more than the clock is good for.
        queueMs: figures.queueMs === null ? null : rounded(figures.queueMs),
        firstTokenMs: rounded(figures.firstTokenMs),
        decodeMs: rounded(figures.decodeMs),
        exactOfficial: official.jsonExact,
        exactLenient: lenient.jsonExact,
      }
    }),
  }
}

function rounded(milliseconds: number): number {
  return Math.round(100 * milliseconds) / 100
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
