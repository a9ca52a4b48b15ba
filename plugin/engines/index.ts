export { type LoadContext, loadEngine } from './load-engine.ts'
export type { EngineOptions, ServerApi } from './options.ts'
export { openRecording, type RecordingOptions, type RecordingSession } from './replay/open-recording.ts'
