export { type PromptReader, promptReader, type SchemaRecord } from './answer-prompt.ts'
export { type RulesEngineOptions, rulesEngine } from './rules-engine.ts'
