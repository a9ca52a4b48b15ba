import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { printable } from '../../../plugin/core/printable.ts'
import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import { analyse } from '../../analysis/index.ts'
import { hostileText } from '../../test-support/hostile.ts'
import { compared } from '../../test-support/html/compared.ts'
import { poison } from '../../test-support/html/poison.ts'
import { type ReadPage, readPage } from '../../test-support/html/read-page.ts'
import { sampleBaseline, sampleReport } from '../../test-support/html/sample-report.ts'
import { historyPoint } from './history-point.ts'
import { renderHtml } from './render-html.ts'

const worse = { examples: 40, skill: 0.5, seed: 2 }
let report: LoadedReport
let other: LoadedReport

beforeAll(() => {
  const baseline = sampleBaseline({ examples: 40, skill: 0.7 })
  report = sampleReport({ ...worse, timeouts: 1, baseline })
  other = sampleReport({ ...worse, skill: 0.7, replayed: true, model: { id: 'other', bytes: 90_000_000 } })
})

const render = (...args: Parameters<typeof renderHtml>): ReadPage => readPage(renderHtml(...args))

describe('the page of one run', () => {
  test('says who ran, what was decided, and the numbers', () => {
    const { text } = render([report])
    expect(text).toContain('EdgeJSON: smollm2-135m-edgejson q8 on test')
    expect(text).toContain(report.verdict.reason)
    expect(text).toContain('exit code 2')
    expect(text).toContain('Lost against the baseline')
    expect(text).toContain('ENGINE_TIMEOUT')
  })

  test('says that nothing ran when completions were replayed', () => {
    expect(render([other]).text).toContain('replayed, no model ran')
    expect(render([report]).text).not.toContain('no model ran')
  })

  test('what was not measured is n/a, never 0', () => {
    const { totals } = report
    const none = { jsonExact: null, jsonExactInterval: null, fieldF1: null, fieldF1Interval: null }
    const fields = { fieldF1Micro: null, precision: null, recall: null }
    const rates = { ...none, ...fields, schemaCompliance: null, schemaComplianceInterval: null, parsed: null }
    const empty = { ...totals, scored: 0, exact: 0, strict: rates, lenient: rates, official: rates }
    const { text } = render([
      {
        ...report,
        totals: empty,
        byComplexity: {},
        bySchema: {},
        bySource: {},
        cases: [],
        latency: {
          ...report.latency,
          totalMs: null,
          firstTokenMs: null,
          msPerToken: null,
          tokensPerSecond: null,
          generation: null,
          sequenceTokensPerSecond: null,
          queueMs: null,
        },
      },
    ])
    expect(text).toContain('JSONExactn/a')
    expect(text).toContain('Latency was not measured')
  })

  test('holds every example with its texts', () => {
    const { data } = render([report])
    const [run] = data.runs
    expect(run?.cases).toHaveLength(40)
    for (const [index, row] of (run?.cases ?? []).entries()) {
      const record = report.cases[index]
      expect(row[0]).toBe(record?.id)
      expect(data.texts[row[8]]).toBe(record?.prompt)
      expect(JSON.parse(data.texts[row[9]] ?? '')).toEqual(record?.expected)
      expect(data.texts[row[10]]).toBe(record?.completion?.text)
      expect(row[13].differences ?? []).toHaveLength(record?.scores?.differences.length ?? 0)
    }
  })

  test('integers that JSON.parse would round keep their digits', () => {
    const cases = report.cases.map((record) => ({ ...record, expected: { id: 12_345_678_901_234_567_890n } }))
    expect(render([{ ...report, cases }]).data.texts).toContain('{"id":12345678901234567890}')
  })

  test('a page without runs says so', () => {
    expect(render([]).text).toContain('There is no run to report')
  })
})

describe('the page of several runs', () => {
  test('lists them, compares two of them and draws what quality costs', () => {
    const runs = [report, other]
    const { text, data } = render(runs, { comparisons: compared(runs, { reference: 1, margin: 0.5 }) })
    expect(text).toContain('2 runs')
    expect(text).toContain('1 against 2')
    expect(text).toMatch(/Run 1 is worse than run 2: \d+ lost, \d+ gained/)
    expect(text).toMatch(/non-inferiorityrun 1 at most 50\.0 points worse: non-inferior/)
    expect(text).toContain('2 other q8 reference')
    expect(text).toContain('JSONExact against size of the weights')
    expect(text).toContain('JSONExact against milliseconds per token')
    expect(data.compare).toEqual([0, 1])
    expect(data.runs.map(({ dataset }) => dataset)).toEqual([0, 0])
  })

  test('prompts and equal outputs are in the file once', () => {
    const { data } = render([report, other])
    expect(new Set(data.texts).size).toBe(data.texts.length)
    expect(data.runs[1]?.cases[5]?.[8]).toBe(data.runs[0]?.cases[5]?.[8])
  })

  test('runs of different datasets share no chart and no comparison', () => {
    const elsewhere = { ...other, dataset: { ...other.dataset, sha256: 'f'.repeat(64) } }
    const { text, data } = render([report, elsewhere])
    expect(text).not.toContain('What quality costs')
    expect(data.runs.map(({ dataset }) => dataset)).toEqual([0, 1])
  })

  test('ids are unique', () => {
    const third = { ...other, model: { ...other.model, id: 'third' } }
    const elsewhere = [report, third].map((run) => ({
      ...run,
      dataset: { ...run.dataset, sha256: 'f'.repeat(64) },
    }))
    const runs = [report, other, third, ...elsewhere]
    const { ids, text } = render(runs, { comparisons: compared(runs) })
    expect(new Set(ids).size).toBe(ids.length)
    expect(text.match(/Comparison on test/g)).toHaveLength(2)
    expect(text).toContain('All pairs')
  })

  test('runs that cannot be compared stand side by side, with the reason', () => {
    const rescored = { ...other, fingerprint: { ...other.fingerprint, metricVersion: 99 } }
    const { text, data } = render([report, rescored], { comparisons: compared([report, rescored]) })
    expect(text).toContain('These runs could not be compared: these runs cannot be compared')
    expect(text).toContain('metric version 1 → 99')
    expect(data.compare).toBeNull()
  })

  test('a comparison of runs that are not on the page is refused', () => {
    expect(() => render([report], { comparisons: compared([report, other]) })).toThrow(
      expect.objectContaining({ code: 'BAD_ARGUMENT' }),
    )
  })

  test('history is drawn from the states given', () => {
    const skills = [0.3, 0.9]
    const points = skills.map((skill) => historyPoint(`v${skill}`, sampleBaseline({ examples: 20, skill })))
    const { text } = render([report], { history: [{ title: 'test.baseline.jsonl', points }] })
    expect(text).toContain('History of the baseline')
    for (const { label, exact } of points) {
      expect(text).toContain(label)
      expect(text).toContain(`${exact} of 20`)
    }
    expect(render([report]).text).not.toContain('History')
  })
})

describe('error analysis', () => {
  test('sentences stand by the verdict, fields, types, lengths and classes below the errors', () => {
    const baseline = sampleBaseline({ examples: 40, skill: 0.7 })
    const analysis = analyse(report, baseline.entries)
    const { text } = render([report], { analyses: [analysis] })
    for (const sentence of analysis.sentences) expect(text).toContain(sentence)
    const [field] = analysis.paths
    expect(text).toContain(`${field?.path}${field?.schema}${field?.outputs} of ${field?.scored}`)
    const [type] = analysis.types
    expect(text).toContain(`${type?.expected}${type?.received}${type?.values}`)
    for (const title of [
      'Fields lost most',
      'Type confusions',
      'Length and success',
      'Error classes: baseline and now',
    ])
      expect(text).toContain(title)
    const rose = analysis.drift?.classes?.[0]
    expect(text).toContain(`${rose?.errorClass}${rose?.before}${rose?.now}`)
  })

  test('where the classes of the baseline are not known, the page says what would tell', () => {
    const judged = sampleReport({ ...worse, baseline: sampleBaseline({ examples: 40, skill: 0.7 }) })
    expect(render([judged]).text).toContain('With the file of the baseline (--baseline)')
  })

  test('a run without a miss, and one without an output, have nothing to analyse', () => {
    const fine = sampleReport({ examples: 12, skill: 9 })
    expect(render([fine]).text).toContain('Every scored output is exact')
    const silent = sampleReport({ examples: 12, skill: 1, timeouts: 12 })
    const { text } = render([silent])
    expect(text).toContain('No output was scored')
    expect(text).not.toContain('Every scored output is exact')
    expect(text).not.toContain('NaN')
  })
})

describe('safety', () => {
  test('no text of others changes the structure of the page', () => {
    const runs = (text: string): ReadPage => {
      const [a, b] = [poison(report, text), poison(other, text)]
      return render([a, b], {
        comparisons: compared([a, b]),
        history: [
          {
            title: text,
            points: [
              {
                label: text,
                note: text,
                model: text,
                exact: 1,
                scored: 2,
                fieldF1: null,
                schemaCompliance: null,
              },
            ],
            warnings: [text],
          },
        ],
      })
    }
    const { skeleton } = runs('plain')
    fc.assert(
      // An empty name is left out of lists, so there is always something.
      fc.property(hostileText, (hostile) => {
        const text = `${hostile}.`
        const page = runs(text)
        expect(page.skeleton).toEqual(skeleton)
        expect(page.whole.match(/<\/script>/g)).toHaveLength(2)
        expect(page.whole.isWellFormed()).toBe(true)
        expect(page.data.texts).toContain(text)
        expect(page.links.every((link) => link.startsWith('#'))).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  test.each([
    '</script><script>alert(1)</script>',
    '<!--',
    '<img src=x onerror=alert(1)>',
    '\u001b[31mred',
    '\u202egnp.exe',
    '\ud800',
    '__proto__',
    'constructor',
    '"onclick="alert(1)',
    "javascript:alert('1')",
  ])('%j is shown and does nothing', (text) => {
    const page = render([poison(report, text)])
    expect(page.text).toContain(printable(text))
    expect(page.data.texts).toContain(text)
    expect(page.data.runs[0]?.schemas).toEqual([text])
  })

  test('the content policy names script and style by their hash and allows nothing else', () => {
    const { whole } = render([report])
    const policy =
      /Content-Security-Policy" content="([^"]+)"/.exec(whole)?.[1]?.replaceAll('&#39;', "'") ?? ''
    const hash = (text: string | undefined): string =>
      `'sha256-${createHash('sha256')
        .update(text ?? '')
        .digest('base64')}'`
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain(
      `script-src ${hash(/<script type="module">([\s\S]*?)<\/script>/.exec(whole)?.[1])};`,
    )
    expect(policy).toContain(`style-src ${hash(/<style>([\s\S]*?)<\/style>/.exec(whole)?.[1])};`)
    expect(policy).not.toMatch(/unsafe|https?:|data:|\*/)
    expect(whole).not.toMatch(/\s(?:style|on\w+)=/)
    expect(whole).not.toMatch(/(?:src|href)="(?!#)/)
  })

  test('the file is valid UTF-8 and the same each time', () => {
    const { whole } = render([report])
    expect(whole.isWellFormed()).toBe(true)
    expect(render([report]).whole).toBe(whole)
  })
})
