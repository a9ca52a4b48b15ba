import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../../plugin/records/case.ts'
import type { MarkOptions } from '../../../plugin/records/outcome.ts'
import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import { baselineOf, collected, report, typicalFate } from '../../test-support/benchmark.ts'
import { hostileText } from '../../test-support/hostile.ts'
import { type JunitTree, readXml } from '../../test-support/read-xml.ts'
import { renderJunit } from './junit.ts'

const reference = collected({ examples: 158, fate: typicalFate })
const baseline = baselineOf(reference)

const render = (reports: readonly LoadedReport[], change: Partial<MarkOptions> = {}): JunitTree => {
  const marked = reports.map((each) => ({ ...each, marks: { ...each.marks, ...change } }))
  return readXml([...renderJunit(marked)].join(''))
}

const suites = (tree: JunitTree): JunitTree[] => tree.children
const testcases = (suite: JunitTree | undefined): JunitTree[] =>
  (suite?.children ?? []).filter(({ name }) => name === 'testcase')
const child = (tree: JunitTree | undefined, name: string): JunitTree | undefined =>
  tree?.children.find((each) => each.name === name)
const property = (tree: JunitTree | undefined, name: string): string | undefined =>
  child(tree, 'properties')?.children.find(({ attributes }) => attributes.name === name)?.attributes.value

/** Records marked as the worker marks them: by what the baseline had. */
const marked = ({ id, scores }: CaseRecord): Partial<CaseRecord> => {
  const before = baseline.entries.find((entry) => entry.id === id)
  return { baseline: before?.exact ? 'hit' : 'miss', state: scores?.lenient.jsonExact ? 'passed' : 'missed' }
}
const losing = (lines: readonly number[]) =>
  collected({
    examples: 158,
    fate: (line) => (lines.includes(line) ? 'wrong_value' : typicalFate(line)),
    change: marked,
  })
const regression = report(losing([1, 2, 6, 16, 17, 18, 22, 34]), { baseline })
const suspect = report(losing([1, 2]), { baseline })

describe('testcases', () => {
  const [suite] = suites(render([suspect]))

  test('one for each example, named by its id, with place and time', () => {
    expect(testcases(suite)).toHaveLength(158)
    const [first] = testcases(suite)
    expect(first?.attributes).toMatchObject({
      classname: 'test.location',
      name: 'location_001',
      file: 'evals/test.jsonl',
      line: '1',
      time: '1.528',
    })
  })

  test('carry their figures as properties', () => {
    const [first] = testcases(suite)
    expect(property(first, 'json_exact')).toBe('false')
    expect(property(first, 'field_f1')).toBe('0.51')
    expect(property(first, 'schema_compliance')).toBe('true')
    expect(property(first, 'error_class')).toBe('wrong_value')
    expect(property(first, 'finish_reason')).toBe('stop')
    expect(property(first, 'tokens_in')).toBe('91')
    expect(property(first, 'tokens_out')).toBe('67')
    expect(property(first, 'complexity')).toBe('simple')
    expect(property(first, 'schema')).toBe('location')
    expect(property(first, 'baseline')).toBe('hit')
  })

  test('leave out what was not measured', () => {
    const timings = { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: null }
    const run = collected({
      examples: 1,
      change: ({ completion }) =>
        completion === null ? {} : { completion: { ...completion, timings, tokensIn: null } },
    })
    const [first] = testcases(suites(render([report(run)]))[0])
    expect(first?.attributes).not.toHaveProperty('time')
    expect(property(first, 'tokens_in')).toBeUndefined()
  })
})

describe('what a miss becomes', () => {
  const outcomes = (each: LoadedReport, change: Partial<MarkOptions> = {}) => {
    const [suite] = suites(render([each], change))
    const { tests, failures, errors, skipped } = suite?.attributes ?? {}
    return { tests, failures, errors, skipped }
  }

  test('a regression: what was lost fails, what was missed before is skipped', () => {
    expect(outcomes(regression)).toEqual({ tests: '158', failures: '8', errors: '0', skipped: '70' })
    const [first] = testcases(suites(render([regression]))[0])
    const failure = child(first, 'failure')
    expect(failure?.attributes).toEqual({
      message: 'LOST: wrong_value at $.total: expected 1.5, got 1 (F1 0.510)',
      type: 'wrong_value',
    })
    expect(failure?.text).toContain('wrong_value $.total: expected 1.5, got 1\n')
    expect(failure?.text).toContain('Output:\n{"total":1,"zip":"10001"}')
  })

  test('a suspect run: nothing fails', () => {
    expect(outcomes(suspect)).toEqual({ tests: '158', failures: '0', errors: '0', skipped: '72' })
    const [first, , third] = testcases(suites(render([suspect]))[0])
    expect(child(first, 'skipped')?.attributes.message).toMatch(/^LOST: /)
    expect(third?.children.map(({ name }) => name)).toEqual(['properties'])
    const known = testcases(suites(render([suspect]))[0]).find(
      (each) => property(each, 'baseline') === 'miss',
    )
    expect(child(known, 'skipped')?.attributes.message).toMatch(/^known miss: /)
  })

  test('perExample: what was lost fails whatever the verdict', () => {
    expect(outcomes(suspect, { perExample: true })).toMatchObject({ failures: '2', skipped: '70' })
  })

  test("misses: 'fail': every miss fails", () => {
    expect(outcomes(suspect, { misses: 'fail' })).toMatchObject({ failures: '72', skipped: '0' })
  })

  test("misses: 'pass': a miss shows in the properties only", () => {
    expect(outcomes(suspect, { misses: 'pass' })).toMatchObject({ failures: '0', skipped: '0' })
  })

  test('an engine failure is an error, never a failure', () => {
    const run = collected({ examples: 4, fate: (line) => (line === 2 ? 'timeout' : 'exact') })
    expect(outcomes(report(run), { misses: 'fail' })).toEqual({
      tests: '4',
      failures: '0',
      errors: '1',
      skipped: '0',
    })
    const second = testcases(suites(render([report(run)]))[0])[1]
    expect(child(second, 'error')?.attributes).toEqual({
      message: 'no completion within 120 s',
      type: 'ENGINE_TIMEOUT',
    })
  })

  test('an error without a message and without a completion says what it is', () => {
    const run = collected({
      examples: 2,
      fate: () => 'timeout',
      change: ({ line, completion }) =>
        line === 1
          ? { failure: null, completion: null }
          : { failure: null, completion: completion && { ...completion, error: undefined } },
    })
    const errors = testcases(suites(render([report(run)]))[0]).map((each) => child(each, 'error')?.attributes)
    expect(errors).toEqual([
      { message: 'no output', type: 'BAD_DATASET' },
      { message: 'no output', type: 'NOT_JUDGED' },
    ])
  })

  test("the user's own assertion speaks for itself", () => {
    const run = collected({
      examples: 1,
      change: () => ({ state: 'missed', assertion: { passed: false, message: 'expected a currency' } }),
    })
    const [first] = testcases(suites(render([report(run)]))[0])
    expect(child(first, 'skipped')?.attributes.message).toBe('expected a currency')
    const [failed] = testcases(suites(render([report(run)], { misses: 'fail' }))[0])
    expect(child(failed, 'failure')?.attributes).toEqual({
      message: 'expected a currency',
      type: 'assertion',
    })
    const long = collected({
      examples: 1,
      change: () => ({ state: 'missed', assertion: { passed: false, message: 'x'.repeat(2_000) } }),
    })
    const [cut] = testcases(suites(render([report(long)]))[0])
    expect(child(cut, 'skipped')?.attributes.message).toBe('x'.repeat(500))
  })
})

describe('the gate', () => {
  test('a regression fails with the lost ids', () => {
    const [, gate] = suites(render([regression]))
    expect(gate?.attributes).toMatchObject({ name: 'gate evals/test.jsonl', tests: '1', failures: '1' })
    const [verdict] = testcases(gate)
    expect(verdict?.attributes).toMatchObject({ name: 'outcome', classname: 'gate.test' })
    expect(child(verdict, 'failure')?.attributes.message).toMatch(/^JSONExact fell from 88 to 80/)
    expect(child(verdict, 'failure')?.text).toContain('location_001')
  })

  test('each threshold is a testcase of its own', () => {
    const thresholds = { jsonExact: 0.9, fieldF1: 0.1, latency: { p95: 1 } }
    const [, gate] = suites(render([report(reference, { baseline, thresholds })]))
    const thresholdCases = testcases(gate).map((each) => [
      each.attributes.name,
      child(each, 'failure') !== undefined,
    ])
    expect(thresholdCases).toContainEqual(['threshold jsonExact', true])
    expect(thresholdCases).toContainEqual(['threshold fieldF1', false])
    expect(thresholdCases).toContainEqual(['threshold latency p95', true])
    expect(child(testcases(gate)[1], 'failure')?.attributes.message).toBe(
      'jsonExact is 55.7 %, must be at least 90.0 %',
    )
  })

  test('an invalid run is an error, one that is not gated is skipped', () => {
    const invalid = report({ ...reference, failures: ['1 of 3 shards is missing'] })
    expect(child(testcases(suites(render([invalid]))[1])[0], 'error')?.attributes.message).toBe(
      '1 of 3 shards is missing',
    )
    const coverage = { planned: 200, ran: 158, complete: false, reason: 'filtered' }
    const filtered = report({ ...reference, coverage })
    expect(suites(render([filtered]))[1]?.attributes).toMatchObject({ tests: '1', skipped: '1', errors: '0' })
  })
})

test('the totals are the sums of the suites, over all datasets', () => {
  const tree = render([regression, suspect])
  expect(suites(tree)).toHaveLength(4)
  for (const key of ['tests', 'failures', 'errors']) {
    const sum = suites(tree).reduce((total, { attributes }) => total + Number(attributes[key]), 0)
    expect(Number(tree.attributes[key])).toBe(sum)
  }
  const counted = (name: string): number =>
    suites(tree)
      .flatMap(testcases)
      .filter((each) => child(each, name) !== undefined).length
  expect(tree.attributes).toMatchObject({
    failures: String(counted('failure')),
    errors: String(counted('error')),
  })
  const skipped = suites(tree).reduce((total, { attributes }) => total + Number(attributes.skipped), 0)
  expect(skipped).toBe(counted('skipped'))
})

test('the suite says what ran, where', () => {
  const [suite] = suites(render([suspect]))
  expect(suite?.attributes).toMatchObject({ name: 'evals/test.jsonl', hostname: 'pi5-lab', time: '195.400' })
  expect(property(suite, 'model')).toBe('smollm2-135m-edgejson')
  expect(property(suite, 'dtype')).toBe('q8')
  expect(property(suite, 'dataset_sha256')).toBe('d'.repeat(64))
  expect(property(suite, 'machine')).toBe('pi5-lab')
  expect(property(suite, 'verdict')).toBe('suspect')
})

describe('untrusted text', () => {
  test('any id, output and failure gives well-formed XML with all testcases', () => {
    fc.assert(
      fc.property(hostileText, hostileText, hostileText, (id, answer, failure) => {
        const run = collected({
          examples: 4,
          fate: (line) => (line === 2 ? 'timeout' : 'wrong_value'),
          change: ({ line, completion }) => ({
            id: `${id}${line}`,
            schemaId: answer,
            complexity: failure,
            failure: line === 2 ? failure : null,
            completion: completion === null ? null : { ...completion, text: answer },
          }),
        })
        const tree = render([report(run, { gate: { maxErrors: 1 } })], { misses: 'fail' })
        expect(testcases(suites(tree)[0])).toHaveLength(4)
      }),
    )
  })

  test('an output of a megabyte is shortened', () => {
    const text = ']]>\u0000<&'.repeat(150_000)
    const run = collected({
      examples: 1,
      fate: () => 'wrong_value',
      change: ({ completion }) => (completion === null ? {} : { completion: { ...completion, text } }),
    })
    const xml = [...renderJunit([report(run, { marks: { misses: 'fail', perExample: false } })])].join('')
    expect(xml.length).toBeLessThan(50_000)
    expect(child(testcases(suites(readXml(xml))[0])[0], 'failure')?.text).toContain('more characters')
  })
})

test('a lowered clock is a property of the suite; a machine that does not say has none', () => {
  const state = { now: [], sinceStart: [], events: null }
  const source = 'vcgencmd get_throttled'
  const run = report(collected({ examples: 2 }))
  const of = (signs: readonly string[]): string | undefined =>
    property(
      suites(render([{ ...run, throttling: { source, before: state, after: state, signs } }]))[0],
      'throttled',
    )
  expect(of(['undervoltage', 'throttled'])).toBe('undervoltage, throttled')
  expect(of([])).toBe('no')
  expect(property(suites(render([run]))[0], 'throttled')).toBeUndefined()
})
