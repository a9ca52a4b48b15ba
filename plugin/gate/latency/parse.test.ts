import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SampleTiming } from '../../records/latency.ts'
import { measured, timing } from '../test-support/latency.ts'
import { casesOf, runOf } from '../test-support/run.ts'
import { latencyBaselineOf } from './from-run.ts'
import { parseLatencyBaseline } from './parse.ts'
import { serializeLatencyBaseline } from './serialize.ts'

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
      recorded: { cpu: 'Cortex-A76', threads: 2, engine: 'onnx', engineVersion: '1.30.0' },
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
    [text.replace('edgejson-latency', 'edgejson-baseline'), /:1: .*"kind" must be "edgejson-latency"/],
    [text.replace('"version":1', '"version":2'), /:1: .*"version" must be 1/],
    [text.replace('"totalMs":303', '"totalMs":-1'), /:3: "totalMs" must be milliseconds of at least 0/],
    [text.replace('"totalMs":303', '"totalMs":null'), /:3: "totalMs" must be milliseconds of at least 0,/],
    [text.replace('"decodeMs":202', '"decodeMs":"fast"'), /:3: "decodeMs" must be milliseconds/],
    [text.replace('"id":"ex-001"', '"id":"ex-000"'), /:3: the id "ex-000" is in line 2 already/],
    [
      text.replace('"id":"ex-001"', '"id":"ex-999"'),
      /:1: the lines are not those .*merged from two runs.*-u/,
    ],
    [text.replace('"totalMs":303', '"totalMs":304'), /:1: the lines are not those that were written with/],
    [lines.slice(0, -1).join('\n'), /:1: the header promises 20 examples, 19 lines follow/],
    [`${lines[0]}\n<<<<<<< ours\n`, /:2: .*merge conflict.*-u/],
    ['{"__proto__":{"kind":"edgejson-latency"}}', /"kind" must be/],
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
})
