import path from 'node:path'
import { turns } from '../shared/turns.ts'
import { type ContenderPlan, LOOP, OURS } from './contenders.ts'
import { type Run, runOnce } from './measure.ts'
import type { CountResult, Measurement } from './results.ts'

export interface Round {
  /** Of the project that all share. */
  readonly project: string
  readonly examples: number
  readonly runs: number
  readonly limitSeconds: number
  /** Contenders that were stopped with fewer examples, and what to say of them. */
  readonly exhausted: ReadonlyMap<string, string>
  readonly say: (line: string) => void
}

/**
 * Runs every contender so often, in turns, every other round backwards: what disturbs the machine for a minute
 * disturbs all of them. One that did not come to its end is not run again.
 *
 * @throws Error when the loop or our own run fails: then there is nothing to compare with.
 */
export async function compareContenders(plans: readonly ContenderPlan[], round: Round): Promise<CountResult> {
  const runs = new Map<string, Run[]>()
  const missing = new Map<string, string>()
  for (const { name, missing: reason } of plans) {
    const why = reason ?? round.exhausted.get(name)
    if (why !== undefined) missing.set(name, why)
  }
  for (let index = 0; index < round.runs; index++) {
    for (const plan of turns(plans, index)) {
      const { name } = plan
      if (missing.has(name)) continue
      const run = await runOnce(
        plan.args(round.project),
        path.join(round.project, plan.folder),
        round.limitSeconds,
      )
      runs.set(name, [...(runs.get(name) ?? []), run])
      if (run.missing !== null) missing.set(name, run.missing)
      round.say(`${round.examples} examples, ${name}: ${run.missing ?? `${run.seconds.toFixed(1)} s`}`)
      if (run.missing !== null && (name === LOOP || name === OURS)) throw new Error(`${name}: ${run.missing}`)
    }
  }
  return {
    examples: round.examples,
    contenders: plans.map(({ name, version }) => ({
      name,
      version,
      ...summary(runs.get(name) ?? [], missing.get(name) ?? null),
    })),
  }
}

/** Medians of the times, the worst of the rest. The times of a contender that did not finish are null. */
function summary(runs: readonly Run[], missing: string | null): Omit<Measurement, 'name' | 'version'> {
  const whole = missing === null ? runs : []
  return {
    seconds: median(whole.map(({ seconds }) => seconds)),
    cpuSeconds: median(whole.map(({ cpuSeconds }) => cpuSeconds)),
    peakMiB: largest(runs.map(({ peakMiB }) => peakMiB)),
    disturbed: largest(runs.map(({ disturbed }) => disturbed)),
    missing,
  }
}

/** The upper one of the two in the middle; null when one is not known. */
export function median(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b)
  return known.length < values.length ? null : (known[Math.floor(known.length / 2)] ?? null)
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}
