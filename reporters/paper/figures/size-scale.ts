import { parametersOf } from '../figures-of-runs.ts'
import type { PaperInput } from '../paper-input.ts'
import type { RunView } from '../run-view.ts'

export interface SizeMeasure {
  readonly title: string
  readonly words: string
  /** Null where it is not known, 0 for what has no weights. */
  readonly of: (run: RunView) => number | null
}

/** Bytes distinguish the dtypes of one model; published models and some engines have only a number of parameters. */
export function sizeMeasure({ runs, published }: PaperInput): SizeMeasure {
  const bytes = runs.every((run) => run.report.model.bytes !== null || parametersOf(run) === 0)
  if (bytes && published === null) {
    return {
      title: 'size of the weights (MB)',
      words: 'the size of the weights',
      of: (run) => run.report.model.bytes,
    }
  }
  return { title: 'parameters (millions)', words: 'the number of parameters', of: parametersOf }
}

/** From well below the smallest size to well above the largest, so that there is room for names. */
export function sizeDomain(sizes: readonly number[]): readonly [number, number] {
  return [Math.min(...sizes) / 2, Math.max(...sizes) * 2]
}

/** 1, 2, 5, 10, … within the domain; powers of ten alone where that would be many. */
export function sizeTicks([low, high]: readonly [number, number]): number[] {
  const factors = high / low > 1_000 ? [1] : [1, 2, 5]
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += 1) {
    for (const factor of factors) {
      const tick = Number((factor * 10 ** power).toPrecision(3))
      if (tick >= low && tick <= high) ticks.push(tick)
    }
  }
  return ticks
}
