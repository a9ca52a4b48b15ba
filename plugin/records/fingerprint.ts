import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { STOP_CRITERIA, type StopCriterion } from './completion.ts'
import { count, text } from './schema.ts'

/** Settings of the whole run. What identifies a single example is its `ExampleHash`. */
export interface Fingerprint {
  /** `official`, `chat`, or `custom`. */
  readonly template: string
  readonly templateSha256: string
  readonly maxNewTokens: number
  readonly stop: StopCriterion
  /** The reasoning markers: `default`, `none`, or the markers as a JSON list. */
  readonly reasoning: string
  /** How completions are sampled, e.g. `temperature 0.7, seed 1, top_p 0.9`; absent: greedy decoding. */
  readonly sampling?: string
  /** Completions requested for each example; absent: one. */
  readonly repeats?: number
  readonly extractionVersion: number
  readonly metricVersion: number
  /** Hash of the scoring rules with their comparators, the first 16 hexadecimal digits of a SHA-256; absent without rules. */
  readonly scoringRules?: string
}

export const FINGERPRINT: TUnsafe<Fingerprint> = typed<Fingerprint>()(
  Type.Object(
    {
      template: text,
      templateSha256: text,
      maxNewTokens: count,
      stop: Type.Enum([...STOP_CRITERIA]),
      reasoning: text,
      sampling: Type.Optional(text),
      repeats: Type.Optional(count),
      extractionVersion: count,
      metricVersion: count,
      scoringRules: Type.Optional(text),
    },
    {
      definition: 'fingerprint',
      description: 'Settings of the whole run that must be equal for a comparison.',
    },
  ),
)
