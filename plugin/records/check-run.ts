import {
  boolean,
  type Check,
  count,
  definition,
  dictionary,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  pair,
  string,
} from './check.ts'
import { checkLatencyRecord } from './check-latency.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { Machine } from './machine.ts'
import type { ModelInfo, ModelParts } from './model-info.ts'
import type { GenerationSpan } from './run-latency.ts'
import type { RunMeta } from './run-meta.ts'
import type { RunReport } from './run-report.ts'

const checkParts: Check<ModelParts> = object<ModelParts>({
  tokenizer: nullable(string),
  chatTemplate: nullable(string),
  generationConfig: nullable(string),
  modelConfig: nullable(string),
})

export const checkModel: Check<ModelInfo> = definition(
  'model',
  'Who answered; null means not known.',
  object<ModelInfo>({
    id: string,
    specifier: string,
    sha256: nullable(string),
    contentSha256: nullable(string),
    parts: nullable(checkParts),
    dtype: nullable(string),
    engine: string,
    engineVersion: nullable(string),
    numerics: nullable(string),
    threads: nullable(count),
    cpu: nullable(string),
    parameters: nullable(count),
    bytes: nullable(count),
    contextLength: nullable(count),
  }),
)

export const checkMachine: Check<Machine> = definition(
  'machine',
  'Where it ran.',
  object<Machine>({
    label: string,
    cpu: string,
    cores: count,
    memoryBytes: count,
    platform: string,
    arch: string,
    node: string,
  }),
)

export const checkFingerprint: Check<Fingerprint> = definition(
  'fingerprint',
  'Settings of the whole run that decide what may be compared.',
  object<Fingerprint>({
    template: string,
    templateSha256: string,
    maxNewTokens: count,
    stop: oneOf('json_complete', 'eos'),
    reasoning: string,
    extractionVersion: count,
    metricVersion: count,
  }),
)

export const checkDataset: Check<RunReport['dataset']> = object<RunReport['dataset']>({
  name: string,
  path: string,
  sha256: string,
  examples: count,
})

const checkGenerationSpan: Check<GenerationSpan> = object<GenerationSpan>({
  startedAt: number,
  endedAt: number,
  completions: count,
  tokensOut: nullable(count),
})

/** What a generated module leaves in its `meta().edgejson`. */
export const checkRunMeta: Check<RunMeta> = object<RunMeta>({
  version: oneOf(1),
  name: string,
  dataset: checkDataset,
  fields: nullable(dictionary(string)),
  schemasSha256: string,
  part: nullable(pair(count)),
  shard: nullable(count),
  filtered: boolean,
  limit: nullable(count),
  model: nullable(checkModel),
  fingerprint: checkFingerprint,
  machine: checkMachine,
  replayed: boolean,
  concurrency: count,
  generation: list(checkGenerationSpan),
  resumed: count,
  notes: list(string),
  latency: optional(checkLatencyRecord),
  failure: nullable(string),
})
