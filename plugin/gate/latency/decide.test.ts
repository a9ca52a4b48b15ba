import { describe, expect, test } from 'vitest'
import { EdgejsonError } from '../../core/errors.ts'
import { LATENCY, latencyInput, measured } from '../test-support/latency.ts'
import { casesOf, FINGERPRINT, runOf } from '../test-support/run.ts'
import { decideLatency, type LatencyInput } from './decide.ts'
import { latencyBaselineOf } from './from-run.ts'

const baseline = latencyBaselineOf(latencyInput().run, 'pi5-lab', measured())
const decide = (overrides: Partial<LatencyInput>) => decideLatency(latencyInput({ baseline, ...overrides }))
const failing = { ...LATENCY, fail: true }

describe('decideLatency', () => {
  test.each([
    [1, 'stable'],
    [1.09, 'stable'],
    [0.95, 'stable'],
    [1.3, 'slower'],
    [0.5, 'faster'],
  ])('times that are %f of the baseline: %s', (factor, state) => {
    const { verdict, write } = decide({ record: measured(factor) })
    expect(verdict).toMatchObject({ state, exitCode: 0, machine: 'pi5-lab' })
    expect(write).toBeNull()
  })

  test('slower names the figure, the interval and the margin; it warns unless fail is set', () => {
    const record = measured(1, { firstTokenMs: 150 })
    const warned = decide({ record }).verdict
    expect(warned).toMatchObject({ state: 'slower', exitCode: 0 })
    expect(warned.reason).toMatch(/^TTFT ×1\.3\d \(95 %: 1\.\d\d to 1\.\d\d\), beyond the margin of ×1\.10$/)
    expect(warned.notes.join(' ')).toContain('latency.fail is false')
    const failed = decide({ record, settings: failing }).verdict
    expect(failed).toMatchObject({ state: 'slower', exitCode: 1 })
    expect(failed.notes.join(' ')).not.toContain('latency.fail')
  })

  test('a median beyond the margin whose interval is not is suspect, and never fails', () => {
    const { timings } = measured()
    const record = {
      ...measured(),
      timings: timings.map((each, index) => ({ ...each, firstTokenMs: 100 * (index % 5 < 2 ? 1 : 1.6) })),
    }
    const { verdict } = decide({ record, settings: failing })
    expect(verdict).toMatchObject({ state: 'suspect', exitCode: 0 })
    expect(verdict.reason).toContain('does not exclude ×1.10')
  })

  test('without a baseline the run becomes it, but not in CI', () => {
    const made = decide({ baseline: null })
    expect(made.verdict).toMatchObject({ state: 'new', exitCode: 0 })
    expect(made.write).toEqual(baseline)
    const ci = decide({ baseline: null, update: 'none' })
    expect(ci.verdict).toMatchObject({ state: 'inconclusive', exitCode: 0 })
    expect(ci.verdict.reason).toContain('evals/test.edgejson.pi5-lab.latency.jsonl')
    expect(ci.write).toBeNull()
    expect(decide({ baseline: null, update: 'none', settings: failing }).verdict.exitCode).toBe(2)
  })

  test('-u accepts slower times and another sample, and says what', () => {
    const slower = decide({ record: measured(2), update: 'all', settings: failing })
    expect(slower.verdict).toMatchObject({ state: 'accepted', exitCode: 0 })
    expect(slower.verdict.reason).toContain('ms/token ×2.00')
    expect(slower.write?.timings[0]?.totalMs).toBe(600)
    const other = decide({ record: { ...measured(), timings: measured().timings.slice(1) }, update: 'all' })
    expect(other.verdict.ratios[0]?.pairs).toBe(19)
    expect(other.write?.sample.examples).toBe(19)
  })

  test.each([
    ['the machine', { ...baseline, machine: 'pi4' }, 'machine "pi4" → "pi5-lab"'],
    [
      'the processor under the same label',
      { ...baseline, provenance: { ...baseline.provenance, cpu: 'EPYC' } },
      'CPU EPYC → Cortex-A76',
    ],
    [
      'the token limit',
      { ...baseline, request: { ...baseline.request, maxNewTokens: 512 } },
      'token limit 512 → 2048',
    ],
  ])('another value of %s is not comparable', (_, other, reason) => {
    const { verdict, write } = decide({ baseline: other, settings: failing })
    expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2, ratios: [] })
    expect(verdict.reason).toBe(`not comparable with the latency baseline: ${reason}`)
    expect(verdict.notes.join(' ')).toContain('-u')
    expect(write).toBeNull()
  })

  test('examples of another sample or with another prompt are named and not compared', () => {
    const timings = baseline.timings.map((each, index) =>
      index === 0 ? { ...each, prompt: 'edited' } : index === 1 ? { ...each, id: 'other' } : each,
    )
    const { verdict } = decide({ baseline: { ...baseline, timings } })
    expect(verdict.state).toBe('stable')
    expect(verdict.ratios.map(({ pairs }) => pairs)).toEqual([18, 18, 18])
    expect(verdict.notes.join(' ')).toContain(
      '2 of 20 examples of the sample are not in the latency baseline',
    )
    const other = decide({
      baseline: { ...baseline, timings: timings.map((each) => ({ ...each, prompt: 'x' })) },
    })
    expect(other.verdict.state).toBe('inconclusive')
  })

  test('another model, engine or number of threads is what is compared, and is named', () => {
    const run = runOf(casesOf(20, 20))
    const { verdict } = decide({ run: { ...run, model: { ...run.model, dtype: 'q4', threads: 4 } } })
    expect(verdict.state).toBe('stable')
    expect(verdict.changed).toEqual(['dtype q8 → q4', 'threads 2 → 4'])
  })

  test('extraction and metric versions do not matter', () => {
    const run = runOf(casesOf(20, 20), {
      fingerprint: { ...FINGERPRINT, metricVersion: 9, extractionVersion: 9 },
    })
    expect(decide({ run }).verdict.state).toBe('stable')
  })

  test.each([
    ['no label', { settings: { ...failing, machine: null } }, /no label \(EDGEJSON_MACHINE/],
    [
      'skipped',
      { record: { status: 'skipped', reason: 'filtered', warmUp: 0, timings: [] } as const },
      /^latency not gated: filtered$/,
    ],
    [
      'interrupted',
      {
        run: runOf(casesOf(20, 20), {
          coverage: { planned: 40, ran: 20, complete: false, reason: 'interrupted' },
        }),
      },
      /interrupted/,
    ],
    ['no record', { record: undefined }, /no sample was measured/],
  ])('not gated: %s', (_, overrides, reason) => {
    for (const update of ['new', 'all', 'none'] as const) {
      const { verdict, write } = decide({ settings: failing, update, ...overrides })
      expect(verdict).toMatchObject({ state: 'not_gated', exitCode: 0, sample: null })
      expect(verdict.reason).toMatch(reason)
      expect(write).toBeNull()
    }
  })

  test('an engine that failed in the sample is no slow engine', () => {
    const record = {
      status: 'failed',
      reason: 'no output for "ex-1": boom\u001b[31m',
      warmUp: 2,
      timings: [],
    } as const
    const { verdict } = decide({ record, settings: failing })
    expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2 })
    expect(verdict.reason).toBe('no output for "ex-1": boom\\u001b[31m')
  })

  test('a file that cannot be read is never overwritten, with -u neither', () => {
    const broken = new EdgejsonError('BAD_BASELINE', 'x.jsonl:3: "totalMs" must be milliseconds')
    const { verdict, write } = decide({ baseline: broken, update: 'all', settings: failing })
    expect(verdict).toMatchObject({ state: 'inconclusive', exitCode: 2 })
    expect(verdict.reason).toBe('x.jsonl:3: "totalMs" must be milliseconds')
    expect(write).toBeNull()
  })

  test('five examples are too few', () => {
    const record = { ...measured(), timings: measured().timings.slice(0, 5) }
    const small = latencyBaselineOf(latencyInput().run, 'pi5-lab', record)
    expect(decide({ record, baseline: small }).verdict.reason).toContain('too few of 5 examples')
  })

  test('a figure that one side lacks is named', () => {
    const record = measured(1, { firstTokenMs: null })
    const { verdict } = decide({ record })
    expect(verdict.state).toBe('stable')
    expect(verdict.ratios.map(({ figure }) => figure)).toEqual(['msPerToken', 'totalMs'])
    expect(verdict.notes).toEqual(['TTFT is not compared: this run did not measure it.'])
  })

  test('all percentiles of the sample are there, with intervals', () => {
    const { sample } = decide({}).verdict
    expect(sample).toMatchObject({ examples: 20, warmUp: 2 })
    expect(sample?.msPerToken?.p50).toBeCloseTo(10.9)
    expect(sample?.firstTokenMs?.intervals?.p50.map((ms) => Math.round(ms ?? 0))).toEqual([105, 114])
    // The p95 of 20 has no upper bound.
    expect(sample?.firstTokenMs?.intervals?.p95[1]).toBeNull()
  })
})
