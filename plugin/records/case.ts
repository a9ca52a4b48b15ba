import Type, { type TUnsafe } from 'typebox'
import { MAX_JSON_DEPTH } from '../core/json/parse.ts'
import { type Checker, checker } from '../core/schema/checker.ts'
import { typed } from '../core/schema/typed.ts'
import { CASE_TEXTS, type CaseTexts } from './case-texts.ts'
import { COMPLETION, type Completion } from './completion.ts'
import { COMPLIANCE_CARD, type ComplianceCard } from './compliance-card.ts'
import type { Example } from './example.ts'
import { EXAMPLE_HASH, type ExampleHash } from './example-hash.ts'
import { PROMPT_RECORD, type PromptRecord } from './prompt-record.ts'
import { CASE_REPEATS, type CaseRepeats } from './repeats.ts'
import { boolean, count, dictionary, nullable, text } from './schema.ts'
import { SCORE_CARD, type ScoreCard } from './scores.ts'

/**
 * The result of a generated test. `passed`: the assertion holds. `missed`: it does not. `failed`: there was
 * nothing to score, because the engine failed or timed out, or the dataset line is broken.
 */
export type CaseState = 'passed' | 'missed' | 'failed'

/**
 * The baseline's result for the same example. Null if there is no comparable baseline; `new` if the baseline
 * lacks the example, or has it with another prompt, expected value or other scoring rules.
 */
export type BaselineState = 'hit' | 'miss' | 'new' | null

/**
 * The record that the test worker sends in `task.meta.edgejson`: JSON-safe and small. Prompt and expected
 * value stay in the dataset file and are joined to it in {@link CaseRecord}.
 */
export interface CaseMeta {
  /** Version of this record. */
  readonly version: 1
  /** Id of the example. */
  readonly id: string
  /** Line in the dataset file, from 1. */
  readonly line: number
  /** Null if the line is broken, or if its prompt cannot be rendered. */
  readonly hash: ExampleHash | null
  /** Result of the test. */
  readonly state: CaseState
  /** Null if the line is broken and no request was sent. With repeats the worst one, see {@link CaseRepeats}. */
  readonly completion: Completion | null
  /** Null if there is no output to score. */
  readonly scores: ScoreCard | null
  /** The result of an example without an expected value, whose `scores` are null; absent for every other. */
  readonly compliance?: ComplianceCard
  /** What the baseline says of the example. */
  readonly baseline: BaselineState
  /** The result of the user's assertion, if it replaces the default. */
  readonly assertion: { readonly passed: boolean; readonly message: string | null } | null
  /** Why the state is `failed`. */
  readonly failure: string | null
  /**
   * The prompt as rendered for the engine, before a model's own chat template. Absent where the pattern of the report
   * (`prompt`) gives it, or texts are withheld; null where prompts of earlier examples used all the space.
   */
  readonly rendered?: PromptRecord | null
  /** Prompt and expected value where the option `texts` changes them; then the dataset's own are not joined. */
  readonly texts?: CaseTexts
  /** All repeats of the example; absent where the option `repeats` is 1. */
  readonly repeats?: CaseRepeats
}

/** The record of a test without a completion. */
export function failedCase(id: string, line: number, failure: string): CaseMeta {
  return {
    version: 1,
    id,
    line,
    hash: null,
    state: 'failed',
    completion: null,
    scores: null,
    baseline: null,
    assertion: null,
    failure,
  }
}

/** One example of a run with everything that a report may need. */
export interface CaseRecord
  extends Omit<CaseMeta, 'texts'>,
    Omit<Example, 'id' | 'line' | 'schema' | 'messages'> {}

const RESULT = Type.Object({
  version: Type.Literal(1),
  id: text,
  line: count,
  hash: nullable(EXAMPLE_HASH),
  state: Type.Enum(['passed', 'missed', 'failed']),
  completion: nullable(COMPLETION),
  scores: nullable(SCORE_CARD),
  compliance: Type.Optional(COMPLIANCE_CARD),
  baseline: nullable(Type.Enum(['hit', 'miss', 'new'])),
  assertion: nullable(Type.Object({ passed: boolean, message: nullable(text) })),
  failure: nullable(text),
  rendered: Type.Optional(nullable(PROMPT_RECORD)),
  repeats: Type.Optional(CASE_REPEATS),
})

const META = Type.Object({ ...RESULT.properties, texts: Type.Optional(CASE_TEXTS) })

/** The type of a JSON value is recursive, which {@link typed} cannot compare. */
interface AnyExpected extends Omit<CaseRecord, 'expected' | 'accepted'> {
  readonly expected?: unknown
  readonly accepted?: unknown[]
}

const RECORD = typed<AnyExpected>()(
  Type.Object(
    {
      ...RESULT.properties,
      schemaId: nullable(text),
      complexity: nullable(text),
      source: nullable(text),
      slices: Type.Optional(dictionary(text)),
      critical: boolean,
      prompt: text,
      // What a JSON parser returns is a JSON value.
      expected: Type.Optional(Type.Unknown()),
      accepted: Type.Optional(Type.Array(Type.Unknown())),
    },
    { definition: 'case', description: 'One example with its completion and scores.' },
  ),
)

/** Levels of a case: its expected value, two levels down, may use all that a dataset may nest. */
export const MAX_CASE_DEPTH: number = MAX_JSON_DEPTH + 2

/** A case of a report. */
export const CASE_RECORD: TUnsafe<CaseRecord> = Type.Unsafe<CaseRecord>(RECORD)

const check: Checker<CaseMeta> = checker(typed<CaseMeta>()(META))

const checkRecord: Checker<AnyExpected> = checker(RECORD)

/**
 * A case of a report or of a shard file.
 *
 * @param source what the value is, for messages
 * @throws {EdgejsonError} `BAD_REPORT` with path, value and rule of the first fault.
 */
export function parseCaseRecord(value: unknown, source: string): CaseRecord {
  return checkRecord(value, { code: 'BAD_REPORT', noun: 'field', of: ` of ${source}` }) as CaseRecord
}

/**
 * What a generated test left in `task.meta.edgejson`.
 *
 * @param source what the value is, for messages
 * @throws {EdgejsonError} `BAD_REPORT` with path, value and rule of the first fault.
 */
export function parseCaseMeta(value: unknown, source: string): CaseMeta {
  return check(value, { code: 'BAD_REPORT', noun: 'field', of: ` of ${source}` })
}
