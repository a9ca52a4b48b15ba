import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { latencyBaselineOf } from '../gate/latency/from-run.ts'
import { measured, timing } from '../gate/test-support/latency.ts'
import { casesOf, runOf } from '../gate/test-support/run.ts'
import type { SampleTiming } from './latency.ts'
import { parseLatencyBaseline, serializeLatencyBaseline } from './latency-baseline.ts'
import { mutatedText } from './test-support/mutations.ts'

const RUN = runOf(casesOf(20, 20))
const FILE = 'evals/test.edgejson.pi5-lab.latency.jsonl'
const of = (timings: readonly SampleTiming[]) => latencyBaselineOf(RUN, 'pi5-lab', { ...measured(), timings })
const text = serializeLatencyBaseline(of(measured().timings))
const lines = text.trimEnd().split('\n')

const count = fc.option(fc.nat(), { nil: null })
const ms = fc.double({ min: 0, max: 1e7, noNaN: true })
const timings = fc.uniqueArray(
  fc.record({
    id: fc.string({ unit: 'binary' }),
    prompt: fc.string(),
    tokensIn: count,
    tokensOut: count,
    firstTokenMs: fc.option(ms, { nil: null }),
    decodeMs: fc.option(ms, { nil: null }),
    totalMs: ms,
  }),
  { selector: ({ id }) => id, maxLength: 30 },
)

describe('the file of a latency baseline', () => {
  test('reads back what was written, and writes it again with the same bytes', () => {
    fc.assert(
      fc.property(timings, (some) => {
        const baseline = of(some)
        const written = serializeLatencyBaseline(baseline)
        expect(parseLatencyBaseline(written, FILE)).toEqual(baseline)
        expect(serializeLatencyBaseline(parseLatencyBaseline(written, FILE))).toBe(written)
      }),
    )
  })

  test('the order of asking leaves no trace', () => {
    fc.assert(
      fc.property(timings, (some) => {
        expect(serializeLatencyBaseline(of(some.toReversed()))).toBe(serializeLatencyBaseline(of(some)))
      }),
    )
  })

  test('shows machine, model and sample first, then a line an example', () => {
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      kind: 'edgejson-latency',
      machine: 'pi5-lab',
      provenance: { cpu: 'Cortex-A76', threads: 2, engine: 'onnx', engineVersion: '1.30.0' },
      sample: { examples: 20, warmUp: 2 },
    })
    expect(lines[2]).toBe(
      '{"id":"ex-001","prompt":"prompt of ex-001","tokensIn":100,"tokensOut":21,"firstTokenMs":101,"decodeMs":202,"totalMs":303}',
    )
  })

  test('a checkout with CRLF and a BOM is fine', () => {
    expect(parseLatencyBaseline(`\ufeff${text.replaceAll('\n', '\r\n')}`, FILE)).toEqual(
      of(measured().timings),
    )
  })

  test.each([
    ['', /:1: the latency baseline is empty/],
    ['{', /:1: the line is not JSON/],
    [
      text.replace('edgejson-latency', 'edgejson-baseline'),
      /:1: this is not a latency baseline: field kind is "edgejson-baseline"; it must be 'edgejson-latency'/,
    ],
    [text.replace('"version":1', '"version":2'), /:1: .*field version is 2; it must be 1/],
    [
      text.replace('"totalMs":303', '"totalMs":-1'),
      /:3: field totalMs is -1; it must be milliseconds of at least 0/,
    ],
    [
      text.replace('"totalMs":303', '"totalMs":null'),
      /:3: field totalMs is null; it must be milliseconds of at least 0/,
    ],
    [
      text.replace('"decodeMs":202', '"decodeMs":"fast"'),
      /:3: field decodeMs is "fast"; it must be milliseconds of at least 0 or null/,
    ],
    [text.replace('"id":"ex-001"', '"id":"ex-000"'), /:3: the id "ex-000" is in line 2 already/],
    [
      text.replace('"id":"ex-001"', '"id":"ex-999"'),
      /:1: the lines are not those .*merged from two runs.*-u/,
    ],
    [text.replace('"totalMs":303', '"totalMs":304'), /:1: the lines are not those that were written with/],
    [lines.slice(0, -1).join('\n'), /:1: the header announces 20 examples, but 19 lines follow/],
    [`${lines[0]}\n<<<<<<< ours\n`, /:2: .*merge conflict.*-u/],
    ['{"__proto__":{"kind":"edgejson-latency"}}', /field kind is missing; it must be 'edgejson-latency'/],
  ])('refuses %.40j with place, rule and way out', (content, message) => {
    expect(() => parseLatencyBaseline(content, FILE)).toThrow(message)
    expect(() => parseLatencyBaseline(content, FILE)).toThrow(
      expect.objectContaining({ code: 'BAD_BASELINE', message: expect.stringContaining(`${FILE}:`) }),
    )
  })

  test('milliseconds keep three decimals', () => {
    const [line] = serializeLatencyBaseline(of([timing('a', { totalMs: 1 / 3 })]))
      .split('\n')
      .slice(1)
    expect(line).toContain('"totalMs":0.333')
  })

  test('a member of another value is refused with line and path, or is read as it stands', () => {
    fc.assert(
      fc.property(mutatedText(text), ({ text: changed, line, path }) => {
        let said = ''
        try {
          parseLatencyBaseline(changed, FILE)
        } catch (error) {
          said = error instanceof Error ? error.message : ''
        }
        if (!said.includes('field ')) return
        expect(said).toContain(`${FILE}:${line}: `)
        expect(said).toContain(`field ${path.filter((key) => typeof key === 'string').join('.')}`)
      }),
      { numRuns: 500 },
    )
  })
})
