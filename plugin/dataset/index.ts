export { ExampleHasher, hashPrompt } from './hash-example.ts'
export { acceptedValues } from './load/accepted-values.ts'
export { type ExpectedValue, expectedValue } from './load/expected-value.ts'
export type { LineContext } from './load/line-context.ts'
export type { LineProblem, LineProblemCode } from './load/line-problem.ts'
export { type LoadedDataset, loadDataset, scanExamples } from './load/load-dataset.ts'
export { type OpenedDataset, openDataset } from './load/open-dataset.ts'
export { parseExampleLine } from './load/read-example.ts'
export { prepareDatasets } from './load/read-parquet.ts'
export { type LoadOptions, lineContext } from './load/scan-dataset.ts'
export { loadShots } from './load-shots.ts'
export {
  CHAT_TEMPLATE,
  checkPlaceholders,
  OFFICIAL_TEMPLATE,
  type PromptTemplate,
  type PromptTemplateOption,
  promptPattern,
  renderPrompt,
  TEMPLATE_RULE,
  type TemplateFingerprint,
  templateFingerprint,
} from './prompt-template.ts'
export {
  type JsonSchema,
  loadSchemas,
  openSchemas,
  PACKAGED_SCHEMAS,
  type SchemaEntry,
  SchemaRegistry,
} from './schemas/schema-registry.ts'
export { unknownSchemaNotes } from './schemas/unknown-schemas.ts'
export { type RenderTemplate, type TemplateInput, TemplateModule } from './template-module.ts'
export type { TokenCounter } from './validate/check-expected-length.ts'
export type { ComplianceCheck, ComplianceIssue } from './validate/check-schema.ts'
export type { Finding, FindingCode, FindingSeverity } from './validate/finding.ts'
export {
  asErrors,
  countFindings,
  type FindingCounts,
  formatFinding,
  formatReport,
} from './validate/format-findings.ts'
export { loadTokenCounter } from './validate/load-tokenizer.ts'
export { type ValidateOptions, type ValidationReport, validateDataset } from './validate/validate-dataset.ts'
