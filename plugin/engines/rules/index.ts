export { type PromptReader, promptReader, type SchemaRecord } from './read-prompt.ts'
export { type RulesEngineOptions, rulesEngine } from './rules-engine.ts'
