import { EdgejsonError } from '../model/errors.ts'
import { isRecord } from '../model/json.ts'
import { quoted } from '../model/printable.ts'
import { REPORT_FORMATS } from '../model/settings.ts'
import { checkLatency } from './latency-option.ts'
import type { EdgejsonOptions } from './options.ts'

type Rule = { readonly test: (value: unknown) => boolean; readonly text: string }

const string: Rule = {
  test: (value) => typeof value === 'string' && value.length > 0,
  text: 'a non-empty string',
}
const strings: Rule = {
  test: (value) => string.test(value) || (Array.isArray(value) && value.every(string.test)),
  text: 'a path or a list of paths',
}
const count: Rule = {
  test: (value) => Number.isInteger(value) && (value as number) >= 1,
  text: 'a whole number of at least 1',
}
const boolean: Rule = { test: (value) => typeof value === 'boolean', text: 'true or false' }
const record: Rule = { test: isRecord, text: 'an object' }
const oneOf = (...values: string[]): Rule => ({
  test: (value) => values.includes(value as string),
  text: values.map((value) => `'${value}'`).join(', '),
})

const RULES: Readonly<Record<keyof EdgejsonOptions, Rule>> = {
  name: {
    test: (value) => typeof value === 'string' && /^[\w.-]+$/.test(value),
    text: 'letters, digits, ".", "_" and "-" (it becomes part of a file name)',
  },
  model: string,
  datasets: strings,
  schemas: string,
  fields: {
    test: (value) => isRecord(value) && Object.values(value).every(string.test),
    text: 'an object of field names, such as { prompt: "text" }',
  },
  template: {
    test: (value) =>
      value === 'official' || value === 'chat' || (typeof value === 'string' && value.includes('{prompt}')),
    text: "'official', 'chat' or a text that contains {prompt}",
  },
  maxNewTokens: count,
  stop: oneOf('json_complete', 'eos'),
  reasoning: {
    test: (value) =>
      value === false ||
      (isRecord(value) &&
        Object.keys(value).every((key) => key === 'start' || key === 'end') &&
        string.test(value.start) &&
        string.test(value.end) &&
        value.start !== value.end),
    text: "{ start, end } with two different texts, such as { start: '[THINK]', end: '[/THINK]' }, or false",
  },
  timeout: count,
  concurrency: count,
  engine: record,
  limit: count,
  assertion: string,
  misses: oneOf('gate', 'fail', 'pass'),
  perExample: boolean,
  gate: { test: (value) => value === false || isRecord(value), text: 'an object, or false for none' },
  latency: record,
  thresholds: record,
  reports: {
    test: (value) => Array.isArray(value) && value.every((each) => REPORT_FORMATS.includes(each)),
    text: `a list of ${REPORT_FORMATS.map((format) => `'${format}'`).join(', ')}`,
  },
  outputDir: string,
  baselineDir: string,
  record: {
    test: (value) => typeof value === 'boolean' || value === 'resume',
    text: "true, false or 'resume'",
  },
}

/** Throws BAD_OPTION for an unknown option or a value of the wrong kind. */
export function checkOptions(options: EdgejsonOptions): void {
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(RULES, key)) {
      throw new EdgejsonError(
        'BAD_OPTION',
        `there is no option ${quoted(key)}; the options are ${Object.keys(RULES).join(', ')}.`,
      )
    }
    const rule = RULES[key as keyof EdgejsonOptions]
    if (value !== undefined && !rule.test(value)) {
      throw new EdgejsonError('BAD_OPTION', `option ${key} is ${quoted(value)}; it must be ${rule.text}.`)
    }
  }
  checkGate(options)
  checkLatency(options.latency)
}

function checkGate({ gate: rules, thresholds = {} }: EdgejsonOptions): void {
  const gate = rules || {}
  const share = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1
  const fail = (name: string, value: unknown, rule: string): never => {
    throw new EdgejsonError('BAD_OPTION', `option ${name} is ${quoted(value)}; it must be ${rule}.`)
  }
  for (const key of ['alpha', 'minEffect'] as const) {
    if (gate[key] !== undefined && !share(gate[key]))
      fail(`gate.${key}`, gate[key], 'between 0 and 1 (2 points are 0.02)')
  }
  if (gate.maxErrors !== undefined && !(Number.isInteger(gate.maxErrors) && gate.maxErrors >= 0)) {
    fail('gate.maxErrors', gate.maxErrors, 'a whole number of at least 0')
  }
  for (const what of gate.failOn ?? []) {
    if (what !== 'fieldF1' && what !== 'slices') fail('gate.failOn', what, "a list of 'fieldF1' and 'slices'")
  }
  const floors = [
    thresholds,
    ...Object.values(thresholds.complexity ?? {}),
    ...Object.values(thresholds.schema ?? {}),
  ]
  for (const floor of floors) {
    for (const key of ['jsonExact', 'fieldF1', 'schemaCompliance'] as const) {
      if (floor[key] !== undefined && !share(floor[key])) {
        fail(`thresholds.${key}`, floor[key], 'between 0 and 1 (90 % is 0.9)')
      }
    }
  }
}
