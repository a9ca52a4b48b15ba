import Type, { type TUnsafe } from 'typebox'
import { typed } from '../core/schema/typed.ts'
import { COMPLETION, type Completion, STOP_CRITERIA, type StopCriterion } from './completion.ts'
import { OUTPUT_FINISH_REASONS } from './finish-reason.ts'
import { MODEL_INFO, type ModelInfo } from './model-info.ts'
import { MOST_REPEATS } from './repeats.ts'
import { count, nullable, number, text } from './schema.ts'

/** First line of a recording. */
export interface RecordingHeader {
  readonly kind: 'edgejson-recording'
  readonly version: 1
  readonly model: ModelInfo
  /**
   * The earliest time at which any of its completions may have been generated, ISO 8601, UTC; null in
   * recordings of other tools.
   */
  readonly createdAt: string | null
  /** `EDGEJSON_RUN_ID` of the run, null if it had none. */
  readonly runId: string | null
  /** Hash of the engine options, see `optionsSha256`; null if unknown. */
  readonly optionsSha256: string | null
  /** How completions were sampled, as in the fingerprint of the run: `temperature 0.7, seed 1`; absent: greedy decoding. */
  readonly sampling?: string
}

/** Every other line: one completion and its request. */
export interface RecordedCompletion {
  /** Hash of everything that determines the completion; see `recordingKey`. */
  readonly key: string
  readonly id: string
  readonly request: {
    readonly promptSha256: string
    readonly maxNewTokens: number
    readonly stop: StopCriterion
    /** Markers of reasoning, which decide the stop and which special tokens are text: as JSON or `none`; absent: the default ones. */
    readonly reasoning?: string
    /** Which of several completions of the same example, from 2; absent for the first. */
    readonly repeat?: number
  }
  readonly completion: Completion
}

/** An output of another tool, identified by the id of the example. */
export interface ForeignCompletion {
  readonly id: string
  readonly output: string
  /** Which of several outputs of the same example, from 2; absent for the first. */
  readonly repeat?: number
  /** Why the completion ended. Default `stop`. */
  readonly finishReason?: (typeof OUTPUT_FINISH_REASONS)[number]
  /** Tokens of the prompt; absent where unknown. */
  readonly tokensIn?: number
  /** Tokens generated; absent where unknown. */
  readonly tokensOut?: number
}

const REPEAT = Type.Integer({ minimum: 1, maximum: MOST_REPEATS })

export const RECORDING_HEADER: TUnsafe<RecordingHeader> = typed<RecordingHeader>()(
  Type.Object({
    kind: Type.Literal('edgejson-recording'),
    version: Type.Literal(1),
    model: MODEL_INFO,
    createdAt: nullable(text),
    runId: nullable(text),
    optionsSha256: nullable(text),
    sampling: Type.Optional(text),
  }),
)

export const RECORDED_COMPLETION: TUnsafe<RecordedCompletion> = typed<RecordedCompletion>()(
  Type.Object({
    key: text,
    id: text,
    request: Type.Object({
      promptSha256: text,
      maxNewTokens: number,
      stop: Type.Enum([...STOP_CRITERIA]),
      reasoning: Type.Optional(text),
      repeat: Type.Optional(REPEAT),
    }),
    completion: COMPLETION,
  }),
)

export const FOREIGN_COMPLETION: TUnsafe<ForeignCompletion> = typed<ForeignCompletion>()(
  Type.Object({
    id: text,
    output: Type.String({ rule: 'the output text as a string' }),
    repeat: Type.Optional(REPEAT),
    finishReason: Type.Optional(Type.Enum([...OUTPUT_FINISH_REASONS])),
    tokensIn: Type.Optional(count),
    tokensOut: Type.Optional(count),
  }),
)
