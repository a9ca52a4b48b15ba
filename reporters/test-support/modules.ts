import type { CaseMeta } from '../../plugin/records/case.ts'
import type { Example } from '../../plugin/records/example.ts'
import type { DatasetSettings } from '../../plugin/records/project-settings.ts'
import type { RunMeta } from '../../plugin/records/run-meta.ts'
import type { ScoreCard } from '../../plugin/records/scores.ts'
import type { JoinedDataset } from '../vitest/options.ts'
import type { ModuleLike, TestLike } from '../vitest/vitest-types.ts'

export const dataset: DatasetSettings = {
  file: '/project/evals/test.jsonl',
  name: 'test',
  path: 'evals/test.jsonl',
  baselineFile: '/project/evals/test.edgejson.baseline.jsonl',
  latencyFile: null,
  outputDir: '/project/.edgejson',
}

/** Examples by line, as the plugin's loader gives them. */
export function joinedExamples(sha256: string, byLine: ReadonlyMap<number, Example>): JoinedDataset {
  const lines = new Map([...byLine].map(([line, { id }]) => [id, line]))
  return {
    sha256,
    examples: byLine.size,
    example: (line) => byLine.get(line),
    lineOf: (id) => lines.get(id),
  }
}

/** Examples `ex-1` … on lines 1 …, as the plugin's loader gives them. */
export function joined(count: number, sha256: string = 'd'.repeat(64)): JoinedDataset {
  const byLine = new Map<number, Example>()
  for (let line = 1; line <= count; line++) {
    byLine.set(line, {
      id: `ex-${line}`,
      line,
      schemaId: 'rating',
      complexity: 'simple',
      source: 'official',
      critical: false,
      prompt: `Rating: ${line}`,
      expected: { rating: line },
    })
  }
  return joinedExamples(sha256, byLine)
}

const fields = { correct: 2, received: 2, expected: 2 }
const EXACT = {
  parsed: true,
  jsonExact: true,
  fieldF1: 1,
  precision: 1,
  recall: 1,
  fields,
  schemaCompliance: true,
}

export function caseMeta(line: number, change: Partial<CaseMeta> = {}): CaseMeta {
  return {
    version: 1,
    id: `ex-${line}`,
    line,
    hash: { prompt: `p${line}`, expected: `e${line}`, schema: null, rules: 'typed' },
    state: 'passed',
    completion: null,
    scores: {
      strict: EXACT,
      lenient: EXACT,
      official: EXACT,
      errorClass: null,
      differences: [],
      differenceCount: 0,
    },
    baseline: null,
    assertion: null,
    failure: null,
    ...change,
  }
}

/** A finished test as Vitest's reporter API shows it. */
export function finishedTest(
  line: number,
  state: 'passed' | 'failed' | 'skipped' | 'pending',
  meta?: CaseMeta,
  error?: string,
): TestLike {
  return {
    name: `ex-${line}`,
    location: { line },
    result: () => ({ state, errors: error === undefined ? undefined : [{ message: error }] }),
    meta: () => (meta === undefined ? {} : { edgejson: meta }),
  }
}

export interface ModuleParts {
  readonly tests?: readonly TestLike[]
  readonly meta?: RunMeta
  readonly errors?: readonly string[]
  readonly id?: string
  readonly duration?: number
}

/** A finished module as Vitest's reporter API shows it. */
export function finishedModule({
  tests = [],
  meta,
  errors = [],
  id = dataset.file,
  duration = 100,
}: ModuleParts): ModuleLike {
  return {
    moduleId: id,
    children: { allTests: () => tests },
    errors: () => errors.map((message) => ({ message })),
    meta: () => (meta === undefined ? {} : { edgejson: meta }),
    diagnostic: () => ({ duration }),
  }
}

const MISS = {
  ...EXACT,
  jsonExact: false,
  fieldF1: 0.5,
  precision: 0.5,
  recall: 0.5,
  fields: { ...fields, correct: 1 },
}

export const missedScores: ScoreCard = {
  strict: MISS,
  lenient: MISS,
  official: MISS,
  errorClass: 'wrong_value',
  differences: [{ path: '$.rating', kind: 'wrong_value', expected: '2', received: '-1' }],
  differenceCount: 1,
}
