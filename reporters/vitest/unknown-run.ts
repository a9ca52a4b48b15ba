import type { DatasetSettings } from '../../plugin/records/project-settings.ts'
import type { RunMeta } from '../../plugin/records/run-meta.ts'
import { EXTRACTION_VERSION, METRIC_VERSION } from '../../plugin/records/scores.ts'
import type { JoinedDataset } from './options.ts'

/** A run whose module failed before it could say anything. Its report is invalid, so nothing compares with these. */
export function unknownRun(
  name: string,
  dataset: DatasetSettings,
  joined: Pick<JoinedDataset, 'sha256' | 'examples'>,
): RunMeta {
  return {
    version: 1,
    name,
    dataset: {
      name: dataset.name,
      path: dataset.path,
      sha256: joined.sha256,
      examples: joined.examples,
    },
    fields: null,
    schemasSha256: '',
    part: null,
    shard: null,
    filtered: false,
    limit: null,
    model: null,
    fingerprint: {
      template: 'unknown',
      templateSha256: '',
      maxNewTokens: 0,
      stop: 'eos',
      reasoning: 'default',
      extractionVersion: EXTRACTION_VERSION,
      metricVersion: METRIC_VERSION,
    },
    machine: { label: 'unknown', cpu: 'unknown', cores: 0, memoryBytes: 0, platform: '', arch: '', node: '' },
    replayed: false,
    concurrency: 0,
    generation: [],
    resumed: 0,
    notes: [],
    failure: null,
  }
}
