import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { COMPLETION, type Completion } from './completion.ts'
import { boolean, count, nullable, pair, rate, text } from './schema.ts'

/** The largest value of the option `repeats`. */
export const MOST_REPEATS = 100

/** One of the completions of an example that was requested several times. */
export interface RepeatResult {
  /** The completion of this repeat. */
  readonly completion: Completion
  /** Exact in the primary mode, or compliant where there is no expected value; null where there is no output to score. */
  readonly right: boolean | null
  /** FieldF1 in the primary mode; null where there is no output to score, or no expected value. */
  readonly fieldF1: number | null
}

/** The repeats of an example. Completion and scores of its case are those of the worst repeat. */
export interface CaseRepeats {
  /** How many different output texts the repeats have; 0 without an output. */
  readonly outputs: number
  /** In the order of the repeats; fewer than requested where one had no output, after which no other is requested. */
  readonly results: readonly RepeatResult[]
}

/** An example with right and other repeats. */
export interface UnstableExample {
  /** The id of the example in its dataset. */
  readonly id: string
  /** Right repeats. */
  readonly right: number
}

/** Figures of a run with repeats. Examples count equally; rates are fractions of 1, null when nothing was scored. */
export interface RepeatFigures {
  /** Repeats of each example. */
  readonly repeats: number
  /** Examples that have an output in each repeat: the denominator of every rate. */
  readonly examples: number
  /** Mean over examples of the share of right repeats: the rate that one completion would have. */
  readonly passRate: number | null
  /** Bootstrap interval over examples, 95 %. */
  readonly passRateInterval: readonly [number, number] | null
  /** pass^k for k = 1, 2, …: the chance that k repeats of an example are all right, as a mean over examples. */
  readonly passHatK: readonly number[]
  /** pass@k for k = 1, 2, …: the chance that at least one of k repeats is right, as a mean over examples. */
  readonly passAtK: readonly number[]
  /** Share of examples with right and other repeats. */
  readonly flipRate: number | null
  /** Wilson interval, 95 %. */
  readonly flipRateInterval: readonly [number, number] | null
  /** Examples whose repeats differ in their output text. */
  readonly differentOutputs: number
  /** The examples of the flip rate, in the order of the dataset. */
  readonly unstable: readonly UnstableExample[]
}

export const CASE_REPEATS: TUnsafe<CaseRepeats> = typed<CaseRepeats>()(
  Type.Object(
    {
      outputs: count,
      results: Type.Array(
        Type.Object({ completion: COMPLETION, right: nullable(boolean), fieldF1: nullable(rate) }),
      ),
    },
    {
      definition: 'caseRepeats',
      description: 'The completions of an example that was requested several times.',
    },
  ),
)

export const REPEAT_FIGURES: TUnsafe<RepeatFigures> = typed<RepeatFigures>()(
  Type.Object(
    {
      repeats: count,
      examples: count,
      passRate: nullable(rate),
      passRateInterval: nullable(pair(rate)),
      passHatK: Type.Array(rate),
      passAtK: Type.Array(rate),
      flipRate: nullable(rate),
      flipRateInterval: nullable(pair(rate)),
      differentOutputs: count,
      unstable: Type.Array(Type.Object({ id: text, right: count })),
    },
    {
      definition: 'repeatFigures',
      description: 'Figures of a run that requested each example several times.',
    },
  ),
)

/** Right repeats of an example. */
export function rightRepeats({ results }: CaseRepeats): number {
  return results.filter(({ right }) => right === true).length
}

/** `2 of 3 exact`, or `2 of 3 compliant` where there is no expected value; empty where every repeat is, or where none was scored. */
export function repeatsText(repeats: CaseRepeats | undefined): string {
  if (repeats === undefined || repeats.results.some(({ right }) => right === null)) return ''
  const right = rightRepeats(repeats)
  const count = repeats.results.length
  const word = repeats.results.every(({ fieldF1 }) => fieldF1 === null) ? 'compliant' : 'exact'
  return right === count ? '' : `${right} of ${count} ${word}`
}

/** All completions of a case: those of its repeats, or its only one. */
export function completionsOf({
  completion,
  repeats,
}: {
  readonly completion: Completion | null
  readonly repeats?: CaseRepeats
}): readonly Completion[] {
  if (repeats !== undefined) return repeats.results.map((each) => each.completion)
  return completion === null ? [] : [completion]
}
