import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { parseSwitchesRecord, type SwitchesRecord, switchesSchema } from '../../plugin/records/switches.ts'
import { displayWidth } from '../render/text.ts'
import { hostileText } from '../test-support/hostile.ts'
import type { RunMetaChange } from '../test-support/run-meta.ts'
import { fates, missing, range, runOf } from '../test-support/switches.ts'
import { measureSwitches, renderSwitches, renderSwitchesMarkdown } from './index.ts'

const words = (text: string): string => text.replace(/\s+/g, ' ')

describe('a model with a q8 that keeps everything and a q4 that does not', () => {
  const record = measureSwitches([
    runOf('fp32', null, fates(400, range(0, 60))),
    runOf('fp32', 'schema', fates(400, range(0, 40))),
    runOf('q8', null, fates(400, range(0, 61))),
    runOf('q4', null, fates(400, range(0, 160), 'truncated')),
    runOf('q4', 'schema', fates(400, range(0, 90))),
  ])

  test('has the figures of each variant and the differences from the free variant of the highest precision', () => {
    expect(record).toMatchObject({ reference: 'fp32', margin: 0.03, differences: 5 })
    const [, constrained, q8, q4, q4Schema] = record.variants
    expect(constrained).toMatchObject({
      against: { lost: 0, gained: 20, nonInferior: true, significant: true },
      constraintEffect: { reference: 'fp32', recovered: null },
    })
    expect(q8).toMatchObject({ against: { lost: 1, gained: 0, nonInferior: true, significant: false } })
    expect(q4).toMatchObject({
      figures: { exact: 240, cutByLimit: 160 },
      against: { lost: 100, gained: 0, nonInferior: false, significant: true },
      constraintEffect: null,
    })
    expect(q4Schema).toMatchObject({
      against: { lost: 30, nonInferior: false },
      constraintEffect: { reference: 'q4', gained: 70, lost: 0, lostFree: 100, recovered: 70 },
    })
  })

  test('gives advice', () => {
    expect(record.advice).toEqual([
      'fp32+schema is better than fp32: 0 lost, 20 gained, +5.0 points, p < 0.001; non-inferior within 3.0 points.',
      'No difference shown between q8 and fp32: 1 lost, 0 gained, −0.3 points, p = 0.50; non-inferior within 3.0 points.',
      'q4 is worse than fp32: 100 lost, 0 gained, −25.0 points, p < 0.001; not shown to be non-inferior within 3.0 points.',
      'q4 with the schema constraint (q4+schema) recovers 70 of 100 lost examples and is not shown to be non-inferior to fp32 within 3.0 points (30 lost, 0 gained, −7.5 points, p < 0.001).',
      'Against q4: q4+schema is better than q4, 0 lost, 70 gained, +17.5 points, p < 0.001.',
      'The schema constraint changes schema compliance from 85.0 % to 90.0 % (fp32+schema); the limit cuts 0 completions with and without it.',
      'The schema constraint changes schema compliance from 100.0 % to 77.5 % (q4+schema); the limit cuts 0 instead of 160 completions.',
      'The smallest variant that is non-inferior to fp32 within 3.0 points is q8: 143 MB, 339 of 400 exact.',
      'The limit of 2,048 tokens cuts 160 of 400 completions of q4; a higher limit may change the figures.',
    ])
  })

  test('is the same record after a file, and complies with the published schema', () => {
    const written: unknown = JSON.parse(JSON.stringify(record))
    expect(parseSwitchesRecord(written, 'x.json')).toEqual(record)
    const file = new URL('../../docs/schema/switches.v1.schema.json', import.meta.url)
    const schema = JSON.parse(readFileSync(file, 'utf8'))
    expect(schema).toEqual(JSON.parse(JSON.stringify(switchesSchema())))
    expect(new Ajv().validate(schema, written)).toBe(true)
  })

  test.each([
    [{ ...record, version: 2 }, 'is not a record of edgejson switches (kind "edgejson-switches", version 2)'],
    [[], 'is not a record of edgejson switches'],
    [{ ...record, margin: 3 }, 'margin of x.json'],
  ])('another value is an error that names it', (value, message) => {
    expect(() => parseSwitchesRecord(value, 'x.json')).toThrow(message)
  })

  test('is corrected over the planned differences, not over all pairs', () => {
    const p = record.variants.flatMap(({ against, constraintEffect }) => [against, constraintEffect])
    for (const each of p) if (each !== null) expect(each.pHolm).toBeGreaterThanOrEqual(each.p)
  })
})

describe('what was not measured', () => {
  const fp32 = runOf('fp32', null, fates(20, []))

  test('an example without an output leaves the row empty, with the reason', () => {
    const record = measureSwitches([fp32, runOf('q8', null, fates(20, [3], 'timeout'))])
    expect(record.variants[1]).toMatchObject({
      figures: null,
      against: null,
      notMeasured: '1 of 20 examples without an output: no completion within 120 s',
    })
    expect(record.advice).toEqual(['Nothing is concluded about q8: not measured.'])
    expect(renderSwitches(record, { color: false })).toContain('q8 was not measured: 1 of 20 examples')
  })

  test('a run of a part of the dataset is no measurement', () => {
    const half = runOf('q8', null, fates(20, []))
    const part = half.report as LoadedReport
    const cut: LoadedReport = {
      ...part,
      coverage: { planned: 20, ran: 12, complete: false, reason: 'interrupted' },
      totals: { ...part.totals, examples: 12, scored: 12 },
      cases: part.cases.slice(0, 12),
    }
    const record = measureSwitches([fp32, { ...half, report: cut }])
    expect(record.variants[1]?.notMeasured).toBe('12 of 20 examples ran (interrupted)')
  })

  test('without the reference the next free variant is the reference, and a warning says so', () => {
    const record = measureSwitches([
      missing('fp32', 'no weights'),
      runOf('q8', null, fates(20, [])),
      runOf('q4', null, fates(20, [1])),
    ])
    expect(record.reference).toBe('q8')
    expect(record.warnings[0]).toBe('the reference fp32 was not measured; q8 is the reference instead')
    expect(record.variants[0]).toMatchObject({ notMeasured: 'no weights', figures: null })
  })

  test('nothing at all', () => {
    const record = measureSwitches([missing('fp32', 'a'), missing('q8', 'b')])
    expect(record).toMatchObject({ reference: null, dataset: null, differences: 0 })
    expect(parseSwitchesRecord(record)).toBe(record)
    expect(renderSwitches(record, { color: false })).toContain('fp32 was not measured: a')
    expect(renderSwitchesMarkdown(record)).toContain('fp32 was not measured: a')
  })

  test('tokens/s of replayed, resumed or unmeasured runs are null', () => {
    const generation = [{ startedAt: 0, endedAt: 1_000, completions: 20, tokensOut: 500 }]
    const speed = (meta: RunMetaChange, options = {}): number | null | undefined =>
      measureSwitches([runOf('q8', null, fates(20, []), { generation, ...meta })], options).variants[0]
        ?.figures?.tokensPerSecond
    expect(speed({})).toBe(500)
    expect(speed({ resumed: 3 })).toBeNull()
    expect(speed({}, { withoutSpeed: true })).toBeNull()
  })
})

describe('what cannot be compared', () => {
  const fp32 = runOf('fp32', null, fates(20, []))
  const q8 = runOf('q8', null, fates(20, []))

  test('names that are not unique, and a reference that is no variant', () => {
    expect(() => measureSwitches([fp32, fp32])).toThrow('two variants have the name "fp32"')
    expect(() => measureSwitches([fp32, q8], { reference: 'q4' })).toThrow(
      'there is no variant "q4"; the variants are "fp32", "q8".',
    )
  })

  test('another dataset, other settings', () => {
    const other = q8.report as LoadedReport
    const dataset = { ...other.dataset, sha256: 'f'.repeat(64) }
    expect(() => measureSwitches([fp32, { ...q8, report: { ...other, dataset } }])).toThrow('another dataset')
    const fingerprint = { ...other.fingerprint, maxNewTokens: 512 }
    expect(() => measureSwitches([fp32, { ...q8, report: { ...other, fingerprint } }])).toThrow('2048')
  })
})

test('a constrained variant as the reference is compared with its free one once', () => {
  const runs = [runOf('q8', null, fates(200, range(0, 9))), runOf('q8', 'schema', fates(200, []))]
  const record = measureSwitches(runs, { reference: 'q8+schema' })
  expect(record).toMatchObject({ reference: 'q8+schema', differences: 1 })
  expect(record.variants[0]?.against).toMatchObject({ lost: 9, gained: 0 })
  expect(record.variants[1]).toMatchObject({ against: null, constraintEffect: null })
  expect(record.variants[0]?.against?.pHolm).toBe(record.variants[0]?.against?.p)
})

test('too few examples for the margin are named', () => {
  const record = measureSwitches([runOf('fp32', null, fates(20, [])), runOf('q8', null, fates(20, []))])
  expect(record.variants[1]?.against).toMatchObject({ lost: 0, gained: 0, nonInferior: false })
  expect(record.warnings).toContain(
    '20 examples are too few to show non-inferiority within 3.0 points, even for a variant in which no example changes',
  )
})

describe('on a terminal', () => {
  const record = measureSwitches([
    runOf('fp32', null, fates(400, range(0, 60))),
    runOf('q4', null, fates(400, range(0, 160))),
    runOf('q4', 'schema', fates(400, range(0, 90))),
    missing('q8', `cannot load ${'/a/long/path'.repeat(20)}`),
  ])

  test.each([60, 80, 120])('%i columns hold every line, and what decides', (width) => {
    const text = renderSwitches(record, { color: false, width })
    for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(width)
    expect(text).toMatch(/within 3\.0 points/)
    expect(text).toMatch(/q4\+schema\s+30\s+0\s+−7\.5/)
    expect(text).toMatch(/70 of 100/)
    expect(words(text)).toContain('is not shown to be non-inferior to fp32 within 3.0 points')
  })

  test('colours only where they are wanted', () => {
    expect(renderSwitches(record, { color: false })).not.toContain('\u001b')
    expect(renderSwitches(record, { color: true })).toContain('\u001b')
  })
})

test('hostile names, reasons and paths are text', () => {
  fc.assert(
    fc.property(hostileText, hostileText, hostileText, (name, reason, path) => {
      const given = runOf('fp32', null, fates(12, [1]), { path: `${path}.jsonl` })
      const record: SwitchesRecord = measureSwitches([
        { ...given, name: `${name}a` },
        { ...runOf('q4', null, fates(12, [1, 2]), { path: `${path}.jsonl` }), name: `${name}b` },
        { ...missing('x', reason), name: `${name}c` },
      ])
      const text = renderSwitches(record, { color: false, width: 80 })
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|\p{Cs}/u)
      for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(80)
      const markdown = renderSwitchesMarkdown(record)
      expect(markdown.replace(/<\/?(?:sub|wbr)>/g, '')).not.toMatch(/[<>`@[\]\\]|:\/\//)
      for (const block of markdown.split('\n\n').filter((part) => part.startsWith('|')))
        expect(new Set(block.split('\n').map((line) => line.split('|').length)).size).toBe(1)
    }),
    { numRuns: 40 },
  )
})
