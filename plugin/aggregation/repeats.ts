import type { CaseMeta } from '../records/case.ts'
import { type RepeatFigures, rightRepeats } from '../records/repeats.ts'
import { bootstrapMeanInterval } from '../stats/bootstrap.ts'
import { wilsonInterval } from '../stats/wilson.ts'

/**
 * The chance that `k` of `n` repeats, drawn without replacement, are all among `hits`: the unbiased estimate of the k-th power
 * of the pass rate. Source: Chen et al., Evaluating Large Language Models Trained on Code, 2021, §2.1.
 */
export function allOf(hits: number, n: number, k: number): number {
  let chance = 1
  for (let drawn = 0; drawn < k; drawn++) chance *= Math.max(0, hits - drawn) / (n - drawn)
  return chance
}

/** Figures of a run with repeats. Examples without an output in every repeat are left out. */
export function repeatFigures(
  cases: readonly Pick<CaseMeta, 'id' | 'state' | 'repeats'>[],
  repeats: number,
): RepeatFigures {
  const scored = cases.flatMap(({ id, state, repeats: found }) =>
    state === 'failed' || found?.results.length !== repeats
      ? []
      : [{ id, right: rightRepeats(found), outputs: found.outputs }],
  )
  const mean = (value: (right: number) => number): number =>
    scored.reduce((sum, { right }) => sum + value(right), 0) / scored.length
  const ks = scored.length === 0 ? [] : Array.from({ length: repeats }, (_, index) => index + 1)
  const unstable = scored.filter(({ right }) => right > 0 && right < repeats)
  return {
    repeats,
    examples: scored.length,
    passRate:
      scored.length === 0
        ? null
        : scored.reduce((sum, { right }) => sum + right, 0) / (scored.length * repeats),
    passRateInterval: bootstrapMeanInterval(scored.map(({ right }) => right / repeats)),
    passHatK: ks.map((k) => mean((right) => allOf(right, repeats, k))),
    passAtK: ks.map((k) => mean((right) => 1 - allOf(repeats - right, repeats, k))),
    flipRate: scored.length === 0 ? null : unstable.length / scored.length,
    flipRateInterval: wilsonInterval(unstable.length, scored.length),
    differentOutputs: scored.filter(({ outputs }) => outputs > 1).length,
    unstable: unstable.map(({ id, right }) => ({ id, right })),
  }
}
