import type { CaseMeta } from '../records/case.ts'
import { type RepeatFigures, rightRepeats } from '../records/repeats.ts'
import { MeanSample, sampleIntervals } from '../stats/bootstrap.ts'
import { wilsonInterval } from '../stats/wilson.ts'
import type { Tally } from './tally.ts'

/**
 * The chance that `k` of `n` repeats, drawn without replacement, are all among `hits`: the unbiased estimate of the k-th power
 * of the pass rate. Source: Chen et al., Evaluating Large Language Models Trained on Code, 2021, §2.1.
 */
export function allOf(hits: number, n: number, k: number): number {
  let chance = 1
  for (let drawn = 0; drawn < k; drawn++) chance *= Math.max(0, hits - drawn) / (n - drawn)
  return chance
}

type RepeatCase = Pick<CaseMeta, 'id' | 'state' | 'repeats'>

/** Figures of a run with repeats. Examples without an output in every repeat are left out. */
export function repeatTally(repeats: number): Tally<RepeatCase, RepeatFigures> {
  const ks = Array.from({ length: repeats }, (_, index) => index + 1)
  const [all, some] = [ks.map(() => 0), ks.map(() => 0)]
  const rates = new MeanSample()
  const unstable: { id: string; right: number }[] = []
  let [rightTotal, differentOutputs] = [0, 0]
  return {
    add({ id, state, repeats: found }) {
      if (state === 'failed' || found?.results.length !== repeats) return
      const right = rightRepeats(found)
      rates.add(right / repeats)
      rightTotal += right
      ks.forEach((k, index) => {
        all[index] = (all[index] ?? 0) + allOf(right, repeats, k)
        some[index] = (some[index] ?? 0) + (1 - allOf(repeats - right, repeats, k))
      })
      if (found.outputs > 1) differentOutputs += 1
      if (right > 0 && right < repeats) unstable.push({ id, right })
    },
    result() {
      const examples = rates.count
      const [passRateInterval = null] = sampleIntervals([rates])
      return {
        repeats,
        examples,
        passRate: examples === 0 ? null : rightTotal / (examples * repeats),
        passRateInterval,
        passHatK: examples === 0 ? [] : all.map((sum) => sum / examples),
        passAtK: examples === 0 ? [] : some.map((sum) => sum / examples),
        flipRate: examples === 0 ? null : unstable.length / examples,
        flipRateInterval: wilsonInterval(unstable.length, examples),
        differentOutputs,
        unstable,
      }
    },
  }
}
