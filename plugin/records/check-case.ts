import type { JsonValue } from '../core/json/json.ts'
import type { CaseMeta, CaseRecord } from './case.ts'
import {
  boolean,
  type Check,
  count,
  definition,
  list,
  mismatch,
  nullable,
  number,
  object,
  oneOf,
  optional,
  published,
  string,
} from './check.ts'
import type { Completion, CompletionTimings, DraftCounts } from './completion.ts'
import { ERROR_CLASSES } from './error-class.ts'
import type { ExampleHash } from './example-hash.ts'
import { COMPLETION_KINDS } from './finish-reason.ts'
import type { Difference, FieldCounts, ScoreCard, Scores } from './scores.ts'

const timings: Check<CompletionTimings> = definition(
  'timings',
  'Milliseconds; null where the engine cannot know.',
  object<CompletionTimings>({
    queueMs: nullable(number),
    prefillMs: nullable(number),
    firstTokenMs: nullable(number),
    decodeMs: nullable(number),
    totalMs: nullable(number),
  }),
)

const completion: Check<Completion> = definition(
  'completion',
  'What the engine answered.',
  object<Completion>({
    text: string,
    finishReason: oneOf('stop', 'length', 'json_complete', 'tool_call', 'timeout', 'error'),
    tokensIn: nullable(count),
    tokensOut: nullable(count),
    timings,
    kind: optional(oneOf(...COMPLETION_KINDS)),
    reasoningOpened: optional(string),
    drafts: optional(object<DraftCounts>({ proposed: count, accepted: count })),
    replayed: boolean,
    error: optional(object<{ code: string; message: string }>({ code: string, message: string })),
  }),
)

const scores: Check<Scores> = definition(
  'scores',
  'Scores of one answer in one mode.',
  object<Scores>({
    parsed: boolean,
    jsonExact: boolean,
    fieldF1: number,
    precision: number,
    recall: number,
    fields: object<FieldCounts>({ correct: number, received: number, expected: number }),
    schemaCompliance: nullable(boolean),
  }),
)

const difference: Check<Difference> = definition(
  'difference',
  'One difference between expected and received, at a leaf.',
  object<Difference>({
    path: string,
    kind: oneOf('omission', 'hallucination', 'wrong_structure', 'wrong_type', 'wrong_value', 'wrong_root'),
    expected: nullable(string),
    received: nullable(string),
  }),
)

const scoreCard: Check<ScoreCard> = definition(
  'scoreCard',
  'Everything scoring says about one answer.',
  object<ScoreCard>({
    strict: scores,
    lenient: scores,
    official: scores,
    errorClass: nullable(oneOf(...ERROR_CLASSES)),
    differences: list(difference),
    differenceCount: count,
  }),
)

/** Whatever a JSON parser returns is a JSON value; only its absence is an error. */
const json: Check<JsonValue> = published((value, path) => {
  if (value === undefined) throw mismatch(path, 'a JSON value', value)
  return value as JsonValue
}, {})

const exampleHash: Check<ExampleHash> = definition(
  'exampleHash',
  'What identifies an example when runs are compared: the first 16 hexadecimal digits of four SHA-256.',
  object<ExampleHash>({ prompt: string, expected: string, schema: nullable(string), rules: string }),
)

const metaFields: { readonly [K in keyof CaseMeta]-?: Check<CaseMeta[K]> } = {
  version: oneOf(1),
  id: string,
  line: count,
  hash: nullable(exampleHash),
  state: oneOf('passed', 'missed', 'failed'),
  completion: nullable(completion),
  scores: nullable(scoreCard),
  baseline: nullable(oneOf('hit', 'miss', 'new')),
  assertion: nullable(
    object<{ passed: boolean; message: string | null }>({ passed: boolean, message: nullable(string) }),
  ),
  failure: nullable(string),
}

/** What a generated test leaves in `task.meta.edgejson`. */
export const checkCaseMeta: Check<CaseMeta> = object<CaseMeta>(metaFields)

/** A case of a report. */
export const checkCaseRecord: Check<CaseRecord> = definition(
  'case',
  'One example with what became of it.',
  object<CaseRecord>({
    ...metaFields,
    schemaId: nullable(string),
    complexity: nullable(string),
    source: nullable(string),
    critical: boolean,
    prompt: string,
    expected: json,
  }),
)
