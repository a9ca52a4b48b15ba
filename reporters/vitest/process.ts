import { setTimeout } from 'node:timers/promises'

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

/** Reporters of Vitest that do not read what tests left in `meta`. */
const BLIND = new Set([
  'default',
  'verbose',
  'dot',
  'tree',
  'minimal',
  'agent',
  'junit',
  'tap',
  'tap-flat',
  'github-actions',
  'hanging-process',
])

/** True when another reporter, such as blob, reads the records that tests left in `meta`. */
export function readsMeta({ reporters = [] }: ReporterConfig): boolean {
  return reporters.some((reporter) => {
    const [name]: unknown[] = Array.isArray(reporter) ? reporter : [reporter]
    return typeof name === 'string' ? !BLIND.has(name) : !isOwn(name)
  })
}

/** True of the reporters of this package, which say so. */
function isOwn(reporter: unknown): boolean {
  return typeof reporter === 'object' && reporter !== null && 'keepsNoRecords' in reporter
}

function hasFile(options: unknown, outputFile: unknown, name: string): boolean {
  if (typeof options === 'object' && options !== null && 'outputFile' in options && options.outputFile)
    return true
  if (typeof outputFile === 'string') return true
  return typeof outputFile === 'object' && outputFile !== null && Object.hasOwn(outputFile, name)
}

/**
 * Sets the process's exit code, never to a lower one: 2 (nothing could be judged) tells more than the 1 that Vitest
 * sets for failed tests, and the code of a signal stays. Vitest sets its own before `onTestRunEnd`.
 */
export function raiseExitCode(code: number): void {
  const current = Number(process.exitCode ?? 0)
  if (code > current) process.exitCode = code
}

const STEP_MS = 5
const LONGEST_MS = 100

/**
 * Lets Vitest end its worker first: of a large run it holds as much memory as the report is about to take, and while
 * a report is made no process answers it. Costs no time: Vitest waits for that end before it ends itself.
 */
export async function workerEnd(): Promise<void> {
  for (let waited = 0; waited < LONGEST_MS && hasChildren(); waited += STEP_MS) await setTimeout(STEP_MS)
}

function hasChildren(): boolean {
  return process.getActiveResourcesInfo().includes('ProcessWrap')
}
