import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../../plugin/records/case.ts'
import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import { analyse } from '../../analysis/index.ts'
import { baselineOf, collected, report, typicalFate } from '../../test-support/benchmark.ts'
import { hostileText } from '../../test-support/hostile.ts'
import { model } from '../../test-support/run-meta.ts'
import { displayWidth } from '../text.ts'
import { renderConsole } from './console.ts'

const reference = collected({ examples: 158, fate: typicalFate })
const baseline = baselineOf(reference)
const LOST = [1, 2, 6, 16, 17, 18, 22, 34]
const worse = collected({
  examples: 158,
  fate: (line) => (LOST.includes(line) ? 'wrong_value' : typicalFate(line)),
})

const show = (each: LoadedReport, files: readonly string[] = []): string =>
  renderConsole(each, { color: false, files })

describe('the first line', () => {
  test('says what ran', () => {
    expect(show(report(reference)).trimStart().split('\n')[0]).toBe(
      'EdgeJSON  smollm2-135m-edgejson · q8 · onnx · evals/test.jsonl · 158 examples',
    )
  })

  test('says that no model ran', () => {
    const replayed = report(
      collected({ examples: 3, meta: { replayed: true, model: { ...model, id: 'small' } } }),
    )
    expect(show(replayed).trimStart().split('\n')[0]).toBe(
      'EdgeJSON  replayed, no model ran · small · q8 · onnx · evals/test.jsonl',
    )
  })

  test('says how many completions are older than the run', () => {
    const resumed = collected({ examples: 12, meta: { resumed: 7 } })
    expect(show(report(resumed))).toContain('7 completions resumed')
  })

  test('says that examples are lacking', () => {
    const run = collected({ examples: 3 })
    const filtered = { ...run, coverage: { planned: 158, ran: 3, complete: false, reason: 'filtered' } }
    expect(show(report(filtered))).toContain('3 of 158 examples')
  })
})

describe('figures', () => {
  const text = show(report(reference))

  test('lenient with its interval, strict and official next to it', () => {
    expect(text).toMatch(/JSONExact +55\.7 % +47\.9 – 63\.2 % +53\.8 % +50\.6 %/)
    expect(text).toMatch(/FieldF1 +0\.813 +0\.\d{3} – 0\.\d{3} +0\.\d{3} +0\.\d{3}/)
    expect(text).toMatch(/schema compliance +\d\d\.\d % +\d\d\.\d – \d\d\.\d % /)
  })

  test('slices from easy to hard, with how many examples each has', () => {
    expect(text).toMatch(/simple +69 .*\n +medium +60 .*\n +complex +29 +6\.9 %/)
    expect(text).toMatch(/by source\n +official +95 .*\n +note +32 .*\n +form +31 /)
  })

  test('the worst schema first', () => {
    const schemas = text.slice(text.indexOf('by schema'))
    expect(schemas).toMatch(/^by schema, worst first +exact +F1 +exact +F1\n +email_metadata +0\/10 /)
  })

  test('misses by class, the most frequent first', () => {
    expect(text).toMatch(
      / 70 misses by class\n +omission +27 +complex \d+, .*\n +worst: \S+_\d+\n +[a-z_]+ +\d+ /,
    )
  })

  test('what they come to in words, before any figure', () => {
    const words = text.indexOf('   · ')
    expect(words).toBeGreaterThan(0)
    expect(words).toBeLessThan(text.indexOf('JSONExact'))
    const [first] = analyse(report(reference)).sentences
    expect(text.slice(words).replace(/\s+/g, ' ')).toContain(`· ${first}`)
  })

  test('latency, and where it comes from', () => {
    expect(text).toMatch(
      /latency +p50 3\.\d\d s, p90 6\.\d\d s, p95 6\.\d\d s · TTFT 1\d\d ms · 21\.\d ms\/token/,
    )
    expect(text).not.toContain('replayed: timed when recorded')
    const replayed = collected({
      examples: 5,
      change: ({ completion }) =>
        completion === null ? {} : { completion: { ...completion, replayed: true } },
    })
    expect(show(report(replayed))).toContain('replayed: timed when recorded')
  })

  test('what was not measured is no figure', () => {
    const timings = { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: null }
    const unmeasured = collected({
      examples: 5,
      change: ({ completion }) =>
        completion === null
          ? {}
          : { completion: { ...completion, timings, tokensOut: null, tokensIn: null } },
    })
    const text = show(report(unmeasured))
    expect(text).toMatch(/latency +not measured\n/)
    expect(text).not.toMatch(/\b0(\.0+)? (m?s|tokens)/)
  })
})

describe('the verdict', () => {
  test('is last, with its evidence and the next steps', () => {
    const text = show(report(worse, { baseline }), ['.edgejson/report.json', '.edgejson/junit.xml'])
    const verdict = text.slice(text.lastIndexOf('regression'))
    expect(verdict).toMatch(/^regression +JSONExact fell from 88 to 80 of 158/)
    expect(verdict).toContain('-u')
    expect(text).toContain('baseline     evals/test.edgejson.baseline.jsonl')
    expect(text).toContain('written      .edgejson/report.json, .edgejson/junit.xml')
  })

  test('a regression lists what was lost, with path, expected and received', () => {
    const text = show(report(worse, { baseline }))
    expect(text).toContain('lost 8\n')
    expect(text).toContain(
      'location_001  line 1  wrong_value  F1 0.510\n       $.total: expected 1.5, got 1\n',
    )
    expect(text).toMatch(/simple +69 .* 8 +0\n/)
  })

  test('what was gained is named, too', () => {
    const text = show(report(reference, { baseline: baselineOf(worse) }))
    expect(text).toMatch(/gained 8\n {5}contact_info_016 · location_001/)
    expect(text).toMatch(/ improved {3}JSONExact rose from 80 to 88/)
  })

  test('says what changed and what holds', () => {
    const changed = { ...worse, meta: { ...worse.meta, model: { ...model, dtype: 'q4' } } }
    const text = show(report(changed, { baseline, thresholds: { jsonExact: 0.4, fieldF1: 0.99 } }))
    expect(text).toMatch(/changed +dtype q8 → q4/)
    expect(text).toMatch(/thresholds +jsonExact is 50\.6 %, must be at least 40\.0 %/)
    expect(text).toMatch(/fieldF1 is 0\.\d+, must be at least 0\.990/)
  })

  test('has no line for what did not change and what was not written', () => {
    expect(show(report(reference, { baseline }))).not.toMatch(
      /^ *(changed|written|thresholds|worse slice)\b/m,
    )
  })

  test('a broken threshold is the headline where the comparison is fine', () => {
    const text = show(report(reference, { baseline, thresholds: { jsonExact: 0.9 } }))
    expect(text).toMatch(/\n {2}threshold not met {3}stable: /)
  })

  test('a run of some examples is not gated, and shows its misses', () => {
    const run = collected({ examples: 3, fate: (line) => (line === 1 ? 'omission' : 'exact') })
    const filtered = { ...run, coverage: { planned: 158, ran: 3, complete: false, reason: 'filtered' } }
    const text = show(report(filtered, { baseline }))
    expect(text).toMatch(/\n not gated: {2}filtered/)
    expect(text).toContain('$.total: expected 1.5, got nothing')
  })

  test('an engine failure is distinguished from a miss', () => {
    const text = show(report(collected({ examples: 5, fate: (line) => (line === 2 ? 'timeout' : 'exact') })))
    expect(text).toContain(
      'no output for 1 example\n     log_entry_002\n       ENGINE_TIMEOUT: no completion within 120 s\n',
    )
    expect(text).toMatch(/\n {2}inconclusive {3}/)
    expect(text).toMatch(/JSONExact +100\.0 %/)
  })

  test('a run without any output is still a report', () => {
    const text = show(report({ ...collected({ examples: 0 }), failures: ['there is no model in ./nowhere'] }))
    expect(text).toContain('no output was scored')
    expect(text).toMatch(/inconclusive +there is no model in \.\/nowhere/)
  })
})

test('many losses are cut, and the cut says where the rest is', () => {
  const all = collected({ examples: 158, fate: () => 'no_json' })
  const text = show(report(all, { baseline }))
  expect(text).toContain('lost 88\n')
  expect(text).toContain('… 78 more in report.json')
  expect(text.split('\n').length).toBeLessThan(100)
})

describe('untrusted text', () => {
  const anyReport = fc
    .record({
      id: hostileText,
      schemaId: hostileText,
      complexity: hostileText,
      source: hostileText,
      failure: hostileText,
    })
    .map(({ failure, ...names }): LoadedReport => {
      const change = (record: CaseRecord): Partial<CaseRecord> =>
        record.line === 1
          ? { ...names, state: 'failed', scores: null, failure }
          : record.line === 2
            ? names
            : {}
      const run = collected({
        examples: 12,
        fate: (line) => (line % 2 === 0 ? 'wrong_value' : 'exact'),
        change,
        meta: { model: { ...model, id: names.id, dtype: names.source } },
      })
      return report(run, { gate: { maxErrors: 1 } })
    })

  test('neither leaves the page nor reaches the terminal', () => {
    fc.assert(
      fc.property(anyReport, fc.boolean(), (each, color) => {
        const text = renderConsole(each, { color })
        const plain = text.replace(/\u001b\[\d+m/g, '')
        for (const line of plain.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80)
        expect(plain.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069\u2028]/u)
      }),
    )
  })

  test('colours only if requested', () => {
    const each = report(worse, { baseline })
    expect(show(each)).not.toContain('\u001b')
    expect(renderConsole(each, { color: true })).toContain('\u001b[')
    expect(renderConsole(each, { color: true }).replace(/\u001b\[\d+m/g, '')).toBe(show(each))
  })

  test('a threshold not met is red, a warning yellow, any other note plain', () => {
    const base = report(reference, { baseline, thresholds: { jsonExact: 0.9 } })
    const notes = [...base.outcome.notes, 'Warning: a poor baseline.', 'A note with a Warning']
    const text = renderConsole({ ...base, outcome: { ...base.outcome, notes } }, { color: true })
    expect(text).toContain('\u001b[31mThreshold not met: jsonExact')
    expect(text).toContain('\u001b[33mWarning: a poor baseline.')
    expect(text).toMatch(/^ +A note with a Warning$/m)
  })
})

test.each([60, 66, 72, 80, 120])('no line is wider than %i columns, whatever ids and names', (width) => {
  const name = fc.constantFrom(
    'edgejson_ecommerce_analytics_official_012',
    '漢字'.repeat(30),
    '👨‍👩‍👧🇩🇪'.repeat(12),
    'short',
    'a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p',
  )
  fc.assert(
    fc.property(name, name, name, (id, schemaId, key) => {
      const run = report(
        collected({
          examples: 24,
          fate: (line) => (line % 5 === 0 ? 'timeout' : typicalFate(line)),
          change: (record) => ({
            id: `${id}_${record.line}`,
            schemaId: `${schemaId}_${record.line % 4}`,
            source: `${key}_${record.line % 2}`,
            complexity: `${key}_${record.line % 3}`,
          }),
        }),
      )
      const text = renderConsole(run, { color: false, width })
      for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(width)
      // Ids are whole, if on several lines.
      const flat = text.replace(/\s+/g, '')
      for (const each of run.cases.filter(({ state }) => state === 'failed').slice(0, 3)) {
        expect(flat).toContain(each.id.replace(/\s+/g, ''))
      }
    }),
    { numRuns: 15 },
  )
})
