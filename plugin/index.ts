/** The plugin, and the records that reports and baselines are made of. */
export { EdgejsonError, type EdgejsonErrorCode } from './core/errors.ts'
export type { JsonValue } from './core/json/json.ts'
export type { PromptTemplateOption, RenderTemplate, TemplateInput } from './dataset/index.ts'
export type { ReasoningMarkers, ReasoningOption } from './extraction/reasoning.ts'
export type { BaselineState, CaseMeta, CaseRecord, CaseState } from './records/case.ts'
export type { CaseSequence } from './records/case-sequence.ts'
export type { ChatMessage, ChatRole } from './records/chat-message.ts'
export type {
  Completion,
  CompletionTimings,
  SpeculationCounts,
  StopCriterion,
} from './records/completion.ts'
export type { ConstraintMode, OutputConstraint, WhiteSpace } from './records/constraint.ts'
export type { CompletionRequest, Engine, RenderedPrompt, RequestedTool } from './records/engine.ts'
export type { ErrorClass } from './records/error-class.ts'
export type { Example } from './records/example.ts'
export type { FieldMap } from './records/field-map.ts'
export type { CompletionKind, FinishReason } from './records/finish-reason.ts'
export type { GateMetric } from './records/gate-metric.ts'
export type { GoldFile, GoldValuesOption } from './records/gold-file.ts'
export type { ModelInfo, ModelParts } from './records/model-info.ts'
export type { Prices } from './records/prices.ts'
export type { EngineSettings } from './records/project-settings.ts'
export type { FewShotOptions } from './records/prompt-frame.ts'
export type { CaseRepeats, RepeatFigures, RepeatResult, UnstableExample } from './records/repeats.ts'
export type { RunMeta } from './records/run-meta.ts'
export type { LoadedReport, RunReport } from './records/run-report.ts'
export type { ScoreCard, Scores, ScoringMode } from './records/scores.ts'
export type { ScoringOptions } from './records/scoring-rules.ts'
export type {
  Budget,
  EnergyOptions,
  GateOptions,
  LatencyOptions,
  ReportFormat,
  SliceThresholds,
  Thresholds,
  TrackedSlices,
} from './records/settings.ts'
export type { Slice } from './records/slice.ts'
export type { Verdict, VerdictState } from './records/verdict.ts'
export type { Assertion, AssertionContext } from './runtime/assertion.ts'
export type { Redact, RedactedPart } from './runtime/redaction.ts'
export { edgejson, edgejson as default } from './vite/edgejson.ts'
export type { EdgejsonOptions } from './vite/options.ts'
