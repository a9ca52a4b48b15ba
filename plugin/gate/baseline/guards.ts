import type {
  BaselineEntry,
  BaselineHeader,
  BaselineTotals,
  FirstBaseline,
  Recorded,
} from '../../records/baseline.ts'
import type { StopCriterion } from '../../records/completion.ts'
import { ERROR_CLASSES, type ErrorClass } from '../../records/error-class.ts'
import type { ExampleHash } from '../../records/example-hash.ts'
import type { Fingerprint } from '../../records/fingerprint.ts'
import {
  booleanOrNull,
  count,
  countOrNull,
  fail,
  guard,
  own,
  part,
  rateOrNull,
  text,
  textOrNull,
} from './fields.ts'

function stopRule(record: Record<string, unknown>): StopCriterion {
  const stop = own(record, 'stop')
  return stop === 'json_complete' || stop === 'eos' ? stop : fail('stop', '"json_complete" or "eos"')
}

/** Settings that decide how long a completion can be. */
export function asked(record: Record<string, unknown>): Pick<Fingerprint, 'maxNewTokens' | 'stop'> {
  return {
    maxNewTokens: count(record, 'maxNewTokens'),
    stop: stopRule(record),
  }
}

function fingerprint(record: Record<string, unknown>): Fingerprint {
  return {
    template: text(record, 'template'),
    templateSha256: text(record, 'templateSha256'),
    ...asked(record),
    reasoning: text(record, 'reasoning'),
    extractionVersion: count(record, 'extractionVersion'),
    metricVersion: count(record, 'metricVersion'),
  }
}

/** Model, engine and machine of a baseline's header. */
export function recorded(record: Record<string, unknown>): Recorded {
  return {
    model: text(record, 'model'),
    modelSha256: textOrNull(record, 'modelSha256'),
    contentSha256: textOrNull(record, 'contentSha256'),
    tokenizerSha256: textOrNull(record, 'tokenizerSha256'),
    chatTemplateSha256: textOrNull(record, 'chatTemplateSha256'),
    generationConfigSha256: textOrNull(record, 'generationConfigSha256'),
    modelConfigSha256: textOrNull(record, 'modelConfigSha256'),
    dtype: textOrNull(record, 'dtype'),
    engine: text(record, 'engine'),
    engineVersion: textOrNull(record, 'engineVersion'),
    numerics: textOrNull(record, 'numerics'),
    threads: countOrNull(record, 'threads'),
    cpu: text(record, 'cpu'),
  }
}

function totals(record: Record<string, unknown>): BaselineTotals {
  return {
    exact: count(record, 'exact'),
    scored: count(record, 'scored'),
    jsonExact: rateOrNull(record, 'jsonExact'),
    fieldF1: rateOrNull(record, 'fieldF1'),
    schemaCompliance: rateOrNull(record, 'schemaCompliance'),
  }
}

function first(record: Record<string, unknown>): FirstBaseline {
  return {
    model: text(record, 'model'),
    exact: count(record, 'exact'),
    scored: count(record, 'scored'),
    datasetSha256: text(record, 'datasetSha256'),
  }
}

function header(record: Record<string, unknown>): BaselineHeader {
  if (own(record, 'kind') !== 'edgejson-baseline') fail('kind', '"edgejson-baseline"')
  if (own(record, 'version') !== 1) fail('version', '1, the only version that this package reads')
  const dataset = part(record, 'dataset')
  return {
    kind: 'edgejson-baseline',
    version: 1,
    name: text(record, 'name'),
    dataset: {
      file: text(dataset, 'file'),
      sha256: text(dataset, 'sha256'),
      examples: count(dataset, 'examples'),
    },
    fingerprint: fingerprint(part(record, 'fingerprint')),
    recorded: recorded(part(record, 'recorded')),
    totals: totals(part(record, 'totals')),
    first: first(part(record, 'first')),
  }
}

function entry(record: Record<string, unknown>): BaselineEntry {
  const exact = booleanOrNull(record, 'exact')
  const errorClass = textOrNull(record, 'class')
  const hash = own(record, 'hash') === null ? null : exampleHash(part(record, 'hash'))
  if (hash === null && exact !== null) fail('hash', 'an object where the example has a result')
  return {
    id: text(record, 'id'),
    exact,
    f1: rateOrNull(record, 'f1'),
    compliant: booleanOrNull(record, 'compliant'),
    class: errorClass === null ? null : classOf(errorClass),
    answer: textOrNull(record, 'answer'),
    critical: booleanOrNull(record, 'critical') ?? fail('critical', 'true or false'),
    hash,
  }
}

function exampleHash(record: Record<string, unknown>): ExampleHash {
  return {
    prompt: text(record, 'prompt'),
    expected: text(record, 'expected'),
    schema: textOrNull(record, 'schema'),
    rules: text(record, 'rules'),
  }
}

function classOf(name: string): ErrorClass {
  return ERROR_CLASSES.find((known) => known === name) ?? fail('class', `one of ${ERROR_CLASSES.join(', ')}`)
}

/** The header, or the sentence that says what is wrong with it. Unknown keys are dropped. */
export function readHeader(value: unknown): BaselineHeader | string {
  return guard(value, header)
}

/** The entry, or the sentence that says what is wrong with it. Unknown keys are dropped. */
export function readEntry(value: unknown): BaselineEntry | string {
  return guard(value, entry)
}
