export { type ComparisonConsoleOptions, renderComparison } from './console.ts'
export { type ComparisonMarkdownOptions, renderComparisonMarkdown } from './markdown.ts'
