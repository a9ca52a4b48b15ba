import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ExampleHasher, loadDataset, loadSchemas, renderPrompt } from '../../plugin/dataset/index.ts'
import { loadEngine } from '../../plugin/engines/index.ts'
import { baselineFromRun } from '../../plugin/gate/baseline/from-run.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { Engine } from '../../plugin/records/engine.ts'
import { hasOutput } from '../../plugin/records/finish-reason.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { compileSchema, SCORING_RULES, scoreAnswer } from '../../plugin/scoring/index.ts'
import { dataset as datasetSettings } from '../../reporters/test-support/modules.ts'
import { machine, runMeta } from '../../reporters/test-support/run-meta.ts'
import { buildReport } from '../../reporters/vitest/build-report.ts'

const file = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url))

export const DATASET_FILE: string = file('edgejson/test.jsonl')
const RECORDING = file('recordings/smollm2-135m-edgejson-q4.jsonl')

/** Every so many examples of the packaged split: enough for every format, few enough to read. */
const EVERY = 7
/** Milliseconds since 1970 of the fixed clock. */
const CLOCK = Date.UTC(2026, 10, 22, 10)

/** Completions of the packaged recording and of the rule-based baseline on the packaged split, scored as a run scores them. */
export async function recordedRuns(): Promise<{
  readonly recorded: LoadedReport
  readonly rules: LoadedReport
}> {
  const schemas = loadSchemas()
  const context = { schemas: schemas.toRecord(), notify: () => {} }
  const options = { concurrency: 1, root: path.dirname(DATASET_FILE) }
  const replay = await loadEngine({ ...options, model: `replay:${RECORDING}` }, context)
  const parser = await loadEngine({ ...options, model: 'rules' }, context)
  const rules = await runOf(parser, null, false)
  const recorded = await runOf(replay, rules, true)
  return { recorded, rules }

  async function runOf(
    engine: Engine,
    reference: LoadedReport | null,
    replayed: boolean,
  ): Promise<LoadedReport> {
    const loaded = loadDataset(DATASET_FILE)
    const hasher = new ExampleHasher('official', schemas, SCORING_RULES)
    const cases: CaseRecord[] = []
    for (const [index, example] of loaded.examples.entries()) {
      if (index % EVERY !== 0) continue
      const [given] = await engine.generate([
        {
          id: example.id,
          prompt: renderPrompt('official', example, schemas),
          maxNewTokens: 2048,
          stop: 'json_complete',
          timeoutMs: 60_000,
        },
      ])
      if (given === undefined || !hasOutput(given)) {
        throw new Error(given?.error?.message ?? `no completion of ${example.id}`)
      }
      const schema = example.schemaId === null ? undefined : schemas.get(example.schemaId)
      const scores = scoreAnswer({
        output: given.text,
        finishReason: given.finishReason,
        expected: example.expected ?? null,
        schema: schema === undefined ? null : compileSchema(schema),
      })
      // The parser's clock is the test machine's; the recording keeps its own.
      const completion = replayed
        ? given
        : { ...given, timings: { ...given.timings, queueMs: 0, totalMs: 1 } }
      const base = {
        version: 1,
        id: example.id,
        line: example.line,
        hash: hasher.hash(example),
        completion,
        scores,
      } as const
      cases.push({
        ...example,
        ...base,
        state: scores.lenient.jsonExact ? 'passed' : 'missed',
        baseline: null,
        assertion: null,
        failure: null,
      })
    }
    const meta = runMeta({
      examples: cases.length,
      path: 'fixtures/edgejson/test.jsonl',
      name: replayed ? 'q4' : 'rules',
      model: {
        ...engine.model,
        specifier: replayed ? 'replay:recording.jsonl' : 'rules',
        engineVersion: '1.0.0',
      },
      machine,
      replayed,
      generation: replayed
        ? []
        : [{ startedAt: CLOCK, endedAt: CLOCK + 1_000, completions: cases.length, tokensOut: null }],
    })
    return buildReport(
      {
        dataset: datasetSettings,
        meta,
        cases,
        coverage: { planned: cases.length, ran: cases.length, complete: true, reason: null },
        failures: [],
        missing: null,
        selection: null,
        durationMs: 12_345,
      },
      {
        baseline: reference === null ? null : baselineFromRun(reference),
        baselinePath: 'fixtures/edgejson/test.edgejson.baseline.jsonl',
        update: reference === null ? 'new' : 'none',
        gated: true,
        gate: {},
        marks: { misses: 'gate', perExample: false },
        mustGate: true,
        thresholds: { jsonExact: 0.9, latency: { p95: 1_000 } },
        tool: { name: 'vitest-edgejson', version: '0.0.0', vitest: '4.1.12' },
        createdAt: new Date(CLOCK).toISOString(),
      },
    ).report
  }
}
