import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { boolean, count, text } from './schema.ts'

/**
 * How a run ends, in one word. `pass`, `warning` and `not_gated` have exit code 0, `fail` 1, `inconclusive`
 * 2.
 */
export type OutcomeState = 'pass' | 'warning' | 'fail' | 'inconclusive' | 'not_gated'

/**
 * The decision on a run, from the gate, the latency gate, the thresholds, the marks of the tests and the
 * written files. Every output takes title, tone and exit code from here.
 */
export interface Outcome {
  /** 0 pass, 1 worse or a threshold not met, 2 inconclusive or a set-up error. */
  readonly exitCode: 0 | 1 | 2
  readonly state: OutcomeState
  /** The decision in one to three words: `regression`, `threshold not met`, `inconclusive`. */
  readonly title: string
  /** One line with the numbers. */
  readonly reason: string
  /** Further causes, what was written, warnings, what to do. */
  readonly notes: readonly string[]
}

/** The options that decide how a test is marked, as the run had them. */
export interface MarkOptions {
  readonly misses: 'gate' | 'fail' | 'pass'
  /** Every lost example is a failed test. */
  readonly perExample: boolean
  /** How many examples without a completion to score are tolerated; their tests are skipped with a note. */
  readonly maxErrors: number
}

/** `pass` ✓, `skip` ↓ (a known miss, or a tolerated infrastructure error), `fail` and `error` ✗. */
export type Mark = 'pass' | 'skip' | 'fail' | 'error'

export const OUTCOME: TUnsafe<Outcome> = typed<Outcome>()(
  Type.Object(
    {
      exitCode: Type.Enum([0, 1, 2]),
      state: Type.Enum(['pass', 'warning', 'fail', 'inconclusive', 'not_gated']),
      title: text,
      reason: text,
      notes: Type.Array(text),
    },
    {
      definition: 'outcome',
      description: 'The decision on the run: exit code, state, title, reason, notes.',
    },
  ),
)

export const MARKS: TUnsafe<MarkOptions> = typed<MarkOptions>()(
  Type.Object({ misses: Type.Enum(['gate', 'fail', 'pass']), perExample: boolean, maxErrors: count }),
)
