import type { Baseline, BaselineEntry, BaselineHeader, Recorded } from '../../records/baseline.ts'
import type { ExampleHash } from '../../records/example-hash.ts'
import { sealed } from './seal.ts'

/** Model, engine and machine with their keys in the file's order. */
export function recordedInOrder(recorded: Recorded): Recorded {
  return {
    model: recorded.model,
    modelSha256: recorded.modelSha256,
    contentSha256: recorded.contentSha256,
    tokenizerSha256: recorded.tokenizerSha256,
    chatTemplateSha256: recorded.chatTemplateSha256,
    generationConfigSha256: recorded.generationConfigSha256,
    modelConfigSha256: recorded.modelConfigSha256,
    dtype: recorded.dtype,
    engine: recorded.engine,
    engineVersion: recorded.engineVersion,
    numerics: recorded.numerics,
    threads: recorded.threads,
    cpu: recorded.cpu,
  }
}

/** The header with its keys in the file's order, whatever order the object was made in. */
function header(baseline: Baseline): BaselineHeader {
  const { dataset, fingerprint, recorded, totals, first } = baseline
  return {
    kind: baseline.kind,
    version: baseline.version,
    name: baseline.name,
    dataset: { file: dataset.file, sha256: dataset.sha256, examples: dataset.examples },
    fingerprint: {
      template: fingerprint.template,
      templateSha256: fingerprint.templateSha256,
      maxNewTokens: fingerprint.maxNewTokens,
      stop: fingerprint.stop,
      reasoning: fingerprint.reasoning,
      extractionVersion: fingerprint.extractionVersion,
      metricVersion: fingerprint.metricVersion,
    },
    recorded: recordedInOrder(recorded),
    totals: {
      exact: totals.exact,
      scored: totals.scored,
      jsonExact: totals.jsonExact,
      fieldF1: totals.fieldF1,
      schemaCompliance: totals.schemaCompliance,
    },
    first: {
      model: first.model,
      exact: first.exact,
      scored: first.scored,
      datasetSha256: first.datasetSha256,
    },
  }
}

const line = ({
  id,
  exact,
  f1,
  compliant,
  class: errorClass,
  answer,
  critical,
  hash,
}: BaselineEntry): string =>
  JSON.stringify({ id, exact, f1, compliant, class: errorClass, answer, critical, hash: hashInOrder(hash) })

function hashInOrder(hash: ExampleHash | null): ExampleHash | null {
  return hash && { prompt: hash.prompt, expected: hash.expected, schema: hash.schema, rules: hash.rules }
}

/** The text of a baseline file: the header, then a line an example, LF at every end. The same for the same run. */
export function serializeBaseline(baseline: Baseline): string {
  return sealed(JSON.stringify(header(baseline)), baseline.entries.map(line))
}
