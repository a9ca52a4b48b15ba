import type { Machine } from '../../plugin/records/machine.ts'
import type { ModelInfo } from '../../plugin/records/model-info.ts'
import type { RunMeta } from '../../plugin/records/run-meta.ts'
import { EXTRACTION_VERSION } from '../../plugin/records/scores.ts'

export const model: ModelInfo = {
  id: 'smollm2-135m-edgejson',
  specifier: './models/smollm2-135m-edgejson',
  sha256: 'a'.repeat(64),
  contentSha256: 'b'.repeat(64),
  parts: null,
  dtype: 'q8',
  engine: 'onnx',
  engineVersion: '1.30.0',
  numerics: null,
  threads: 4,
  cpu: 'Cortex-A76',
  parameters: 134_515_008,
  bytes: 137_000_000,
  contextLength: 2048,
}

export const machine: Machine = {
  label: 'pi5-lab',
  cpu: 'Cortex-A76',
  cores: 4,
  memoryBytes: 8 * 2 ** 30,
  platform: 'linux',
  arch: 'arm64',
  node: 'v20.20.2',
}

export interface RunMetaChange extends Partial<Omit<RunMeta, 'dataset'>> {
  readonly examples?: number
  readonly path?: string
}

/** The record of a module that ran all of `evals/test.jsonl` live. */
export function runMeta({ examples = 3, path = 'evals/test.jsonl', ...change }: RunMetaChange = {}): RunMeta {
  const sha256 = 'd'.repeat(64)
  return {
    version: 1,
    name: 'edgejson',
    dataset: { name: path.replace(/^.*\/|\.jsonl$/g, ''), path, sha256, examples },
    fields: null,
    schemasSha256: 'c'.repeat(64),
    part: null,
    shard: null,
    filtered: false,
    limit: null,
    model,
    fingerprint: {
      template: 'official',
      templateSha256: 'e'.repeat(64),
      maxNewTokens: 2048,
      stop: 'json_complete',
      reasoning: 'default',
      extractionVersion: EXTRACTION_VERSION,
      metricVersion: 1,
    },
    machine,
    replayed: false,
    concurrency: 1,
    generation: [],
    resumed: 0,
    notes: [],
    failure: null,
    ...change,
  }
}
