/** Engines, usable without Vitest (`vitest-edgejson/engines`). */

export { hashFiles } from '../core/hash-files.ts'
export type { EngineResult, FailureCode } from './contract/completions.ts'
export { defineEngine, type EngineDefinition } from './contract/define-engine.ts'
export type { ConstraintField, EngineOptions, Runtime, ServerApi } from './contract/options.ts'
export type { WorkClock } from './contract/work-clock.ts'
export { type AiSdkCall, type AiSdkModel, fromAiSdk } from './from-ai-sdk.ts'
export { type LoadContext, loadEngine } from './load-engine.ts'
export type { ReuseChoice } from './replay/earlier-completions.ts'
export { openRecording, type RecordingOptions, type RecordingSession } from './replay/open-recording.ts'
