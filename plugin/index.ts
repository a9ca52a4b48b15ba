/** The plugin, and the records that reports and baselines are made of. */
export { EdgejsonError, type EdgejsonErrorCode } from './model/errors.ts'
export type {
  BaselineState,
  CaseMeta,
  CaseRecord,
  CaseState,
  Completion,
  CompletionRequest,
  CompletionTimings,
  Engine,
  ErrorClass,
  Example,
  FinishReason,
  GateOptions,
  JsonValue,
  ModelInfo,
  RenderedPrompt,
  RunMeta,
  RunReport,
  ScoreCard,
  Scores,
  ScoringMode,
  Slice,
  StopRule,
  Thresholds,
  Verdict,
  VerdictState,
} from './model/index.ts'
export type { Assertion, AssertionContext } from './runtime/assertion.ts'
export { edgejson, edgejson as default } from './vite/edgejson.ts'
export type { EdgejsonOptions } from './vite/options.ts'
