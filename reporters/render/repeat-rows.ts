import { percent, percentInterval, plural } from '../../plugin/core/format.ts'
import type { RepeatFigures } from '../../plugin/records/repeats.ts'

/** A figure of a run with repeats, for every output. */
export interface RepeatRow {
  readonly title: string
  readonly value: string
  /** Interval, or how many examples; empty where there is neither. */
  readonly detail: string
}

/** The figures of repeats as rows: pass rate, pass^n, pass@n, flip rate, different outputs. */
export function repeatRows(figures: RepeatFigures): readonly RepeatRow[] {
  const { repeats, examples, flipRate, unstable, differentOutputs } = figures
  const outOf = (count: number): string => `${count} of ${plural(examples, 'example')}`
  return [
    {
      title: 'pass rate',
      value: percent(figures.passRate),
      detail: percentInterval(figures.passRateInterval),
    },
    {
      title: `pass^${repeats}`,
      value: percent(figures.passHatK.at(-1) ?? null),
      detail: 'all repeats right',
    },
    {
      title: `pass@${repeats}`,
      value: percent(figures.passAtK.at(-1) ?? null),
      detail: 'at least one right',
    },
    {
      title: 'flip rate',
      value: percent(flipRate),
      detail: [outOf(unstable.length), percentInterval(figures.flipRateInterval)].filter(Boolean).join('; '),
    },
    { title: 'different outputs', value: String(differentOutputs), detail: outOf(differentOutputs) },
  ]
}
