/** Scoring of output texts, usable without Vitest (`vitest-edgejson/scoring`). */
export type { JsonObject, JsonScalar, JsonValue } from '../core/json/json.ts'
export { JsonSyntaxError, parseJson } from '../core/json/parse.ts'
export { stringifyJson } from '../core/json/stringify.ts'
export type { ComplianceCard, ComplianceScores } from '../records/compliance-card.ts'
export type { ErrorClass } from '../records/error-class.ts'
export type { Difference, ScoreCard, Scores, ScoringMode } from '../records/scores.ts'
export type {
  AmountFormat,
  ListRule,
  ScoringRecord,
  ScoringRule,
  TextNormalizer,
} from '../records/scoring-rules.ts'
export { classifyMiss, type MissEvidence } from './classify-miss.ts'
export { type Diff, diffByPath } from './diff-by-path.ts'
export { extract, type ReasoningContext } from './extract.ts'
export { extractLenient } from './extract-lenient.ts'
export { extractOfficial } from './extract-official.ts'
export { extractStrict } from './extract-strict.ts'
export type { Extraction } from './extraction.ts'
export { jsonExact, SCORING_RULES } from './json-exact.ts'
export { type LeafScores, leafScores } from './leaf-scores.ts'
export { officialScores } from './official-scores.ts'
export { type CompiledRules, compileRules, noRules, type RuleScores } from './rules/compile-rules.ts'
export type { MetricInput, OwnMetric } from './rules/own-metric.ts'
export type { Comparator } from './rules/rule-tree.ts'
export {
  compileSchema,
  type SchemaOptions,
  type SchemaResult,
  type SchemaValidator,
} from './schema/compile-schema.ts'
export { type SchemaSource, SchemaValidators } from './schema/schema-validators.ts'
export type { SchemaViolation } from './schema/violations.ts'
export { type ScoringInput, scoreAnswer, scoreExtraction } from './score-answer.ts'
export { bestScores, scoreBest } from './score-best.ts'
export { type ComplianceInput, scoreCompliance } from './score-compliance.ts'
