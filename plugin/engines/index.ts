/** What answers prompts, usable without Vitest (`vitest-edgejson/engines`). */
export type { Answer, FailureCode } from './completions.ts'
export { defineEngine, type EngineDefinition } from './define-engine.ts'
export { hashFiles } from './hash-files.ts'
export { type LoadContext, loadEngine } from './load-engine.ts'
export type { EngineOptions, ServerApi } from './options.ts'
export { openRecording, type RecordingOptions, type RecordingSession } from './replay/open-recording.ts'
