import { ERROR_CLASSES, type ErrorClass, type Fingerprint, isRecord } from '../../model/index.ts'
import type { BaselineEntry, BaselineHeader, BaselineTotals, FirstBaseline, Recorded } from './baseline.ts'

/** Own values only: a key that the line lacks is missing, whatever `Object.prototype` has. */
const own = (record: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** Says which field is wrong and what it must be. */
class Mismatch extends Error {}

function fail(key: string, rule: string): never {
  throw new Mismatch(`"${key}" must be ${rule}`)
}

function text(record: Record<string, unknown>, key: string): string {
  const value = own(record, key)
  return typeof value === 'string' ? value : fail(key, 'a string')
}

function textOrNull(record: Record<string, unknown>, key: string): string | null {
  const value = own(record, key)
  return value === null || typeof value === 'string' ? value : fail(key, 'a string or null')
}

function count(record: Record<string, unknown>, key: string): number {
  const value = own(record, key)
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  return fail(key, 'a whole number of at least 0')
}

function rateOrNull(record: Record<string, unknown>, key: string): number | null {
  const value = own(record, key)
  if (value === null || (typeof value === 'number' && value >= 0 && value <= 1)) return value
  return fail(key, 'a number from 0 to 1, or null')
}

function part(record: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = own(record, key)
  return isRecord(value) ? value : fail(key, 'an object')
}

function fingerprint(record: Record<string, unknown>): Fingerprint {
  const stop = own(record, 'stop')
  return {
    datasetSha256: text(record, 'datasetSha256'),
    template: text(record, 'template'),
    templateSha256: text(record, 'templateSha256'),
    maxNewTokens: count(record, 'maxNewTokens'),
    stop: stop === 'json_complete' || stop === 'eos' ? stop : fail('stop', '"json_complete" or "eos"'),
    extractionVersion: count(record, 'extractionVersion'),
    metricVersion: count(record, 'metricVersion'),
  }
}

function recorded(record: Record<string, unknown>): Recorded {
  return {
    model: text(record, 'model'),
    modelSha256: textOrNull(record, 'modelSha256'),
    dtype: textOrNull(record, 'dtype'),
    engine: text(record, 'engine'),
    engineVersion: textOrNull(record, 'engineVersion'),
    threads: own(record, 'threads') === null ? null : count(record, 'threads'),
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
  const exact = own(record, 'exact')
  const errorClass = textOrNull(record, 'class')
  return {
    id: text(record, 'id'),
    exact: exact === null || typeof exact === 'boolean' ? exact : fail('exact', 'true, false or null'),
    f1: rateOrNull(record, 'f1'),
    class: errorClass === null ? null : classOf(errorClass),
    answer: textOrNull(record, 'answer'),
  }
}

function classOf(name: string): ErrorClass {
  return ERROR_CLASSES.find((known) => known === name) ?? fail('class', `one of ${ERROR_CLASSES.join(', ')}`)
}

function guard<Value>(value: unknown, read: (record: Record<string, unknown>) => Value): Value | string {
  if (!isRecord(value)) return 'the line must hold a JSON object'
  try {
    return read(value)
  } catch (error) {
    if (error instanceof Mismatch) return error.message
    throw error
  }
}

/** The header, or the sentence that says what is wrong with it. Unknown keys are dropped. */
export function readHeader(value: unknown): BaselineHeader | string {
  return guard(value, header)
}

/** The entry, or the sentence that says what is wrong with it. Unknown keys are dropped. */
export function readEntry(value: unknown): BaselineEntry | string {
  return guard(value, entry)
}
