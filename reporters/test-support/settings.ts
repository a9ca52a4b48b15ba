import path from 'node:path'
import type { DatasetSettings, ProjectSettings } from '../../plugin/records/project-settings.ts'

/** Settings of a project in `root` with datasets of these names in `evals/`. */
export function projectSettings(root: string, names: readonly string[] = ['test']): ProjectSettings {
  const outputDir = path.join(root, '.edgejson')
  return {
    name: 'edgejson',
    root,
    model: './models/small',
    modelFromEnv: false,
    datasets: names.map(
      (name): DatasetSettings => ({
        file: path.join(root, 'evals', `${name}.jsonl`),
        name,
        path: `evals/${name}.jsonl`,
        baselineFile: path.join(root, 'evals', `${name}.edgejson.baseline.jsonl`),
        latencyFile: null,
        outputDir: names.length === 1 ? outputDir : path.join(outputDir, name),
      }),
    ),
    schemas: null,
    schema: null,
    backtrackingPatterns: [],
    fields: null,
    gold: null,
    goldValues: 'required',
    template: 'official',
    templateModule: null,
    system: null,
    examples: null,
    maxNewTokens: 2048,
    stop: 'json_complete',
    reasoning: null,
    repeats: 1,
    timeoutMs: 120_000,
    codeTimeoutMs: 120_000,
    concurrency: 1,
    engine: {},
    limit: null,
    assertion: null,
    texts: 'all',
    misses: 'gate',
    perExample: false,
    gated: true,
    baseline: null,
    prices: null,
    gate: {},
    scoring: null,
    thresholds: {},
    latency: null,
    energy: null,
    reports: [],
    outputDir,
    record: true,
    runId: null,
    machine: null,
  }
}
