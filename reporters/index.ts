export type { ReferenceName } from '../plugin/records/baseline-source.ts'
export type { DatasetSettings, ProjectSettings } from '../plugin/records/project-settings.ts'
export { parseRunReport, runReportSchema } from '../plugin/records/run-report.ts'
export { type Analysis, analyse, type ReferenceEntry } from './analysis/index.ts'
export {
  type CompareOptions,
  compareGroups,
  compareReports,
  type GroupComparison,
  type GroupOptions,
  type NamedRun,
  type ReportComparison,
} from './compare/index.ts'
export { type AnnotationOptions, renderAnnotations } from './render/annotations.ts'
export {
  type ComparisonConsoleOptions,
  type ComparisonMarkdownOptions,
  renderComparison,
  renderComparisonMarkdown,
} from './render/comparison/index.ts'
export { type ConsoleOptions, renderConsole } from './render/console/console.ts'
export { type RunsConsoleOptions, renderRuns } from './render/console/runs.ts'
export { type CsvFile, renderCsv } from './render/csv.ts'
export type { BaselineHistory, HistoryPoint, HtmlOptions } from './render/html/options.ts'
export { renderHtml } from './render/html/render-html.ts'
export { renderJson } from './render/json.ts'
export { renderJsonl } from './render/jsonl.ts'
export { renderJunit } from './render/junit/junit.ts'
export { type MarkdownOptions, renderMarkdown } from './render/markdown/markdown.ts'
export { EdgejsonReporter, EdgejsonReporter as default } from './vitest/edgejson-reporter.ts'
export type { DatasetLoader, JoinedDataset, ReporterOptions } from './vitest/options.ts'
