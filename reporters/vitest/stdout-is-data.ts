/** Vitest's reporters that print a document for a program. */
const DOCUMENTS = new Set(['json', 'junit', 'tap', 'tap-flat'])

/** The part of Vitest's resolved configuration that says who prints where. */
export interface ReporterConfig {
  /** Names, `[name, options]` pairs and instances. */
  readonly reporters?: readonly unknown[] | undefined
  readonly outputFile?: unknown
}

/**
 * True when another reporter prints a document (JSON, JUnit, TAP) to standard output: then our summary belongs to
 * standard error, or `vitest --reporter=json | jq` would read it as data.
 */
export function stdoutIsData({ reporters = [], outputFile }: ReporterConfig): boolean {
  return reporters.some((reporter) => {
    const [name, options]: unknown[] = Array.isArray(reporter) ? reporter : [reporter]
    return typeof name === 'string' && DOCUMENTS.has(name) && !hasFile(options, outputFile, name)
  })
}

function hasFile(options: unknown, outputFile: unknown, name: string): boolean {
  if (typeof options === 'object' && options !== null && 'outputFile' in options && options.outputFile)
    return true
  if (typeof outputFile === 'string') return true
  return typeof outputFile === 'object' && outputFile !== null && Object.hasOwn(outputFile, name)
}
