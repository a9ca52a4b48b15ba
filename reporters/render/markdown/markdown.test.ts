import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../../plugin/records/case.ts'
import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import { baselineOf, collected, type Fate, report, typicalFate } from '../../test-support/benchmark.ts'
import { hostileText } from '../../test-support/hostile.ts'
import { model } from '../../test-support/run-meta.ts'
import { COMMENT_LIMIT, COMMENT_MARK, renderMarkdown, SUMMARY_LIMIT } from './markdown.ts'

const reference = collected({ examples: 158, fate: typicalFate })
const baseline = baselineOf(reference)
const LOST = [1, 2, 6, 16, 17, 18, 22, 34]
const worse = report(
  collected({ examples: 158, fate: (line) => (LOST.includes(line) ? 'wrong_value' : typicalFate(line)) }),
  { baseline },
)
const stable = report(reference, { baseline })

const bytes = (text: string): number => Buffer.byteLength(text)

describe('a page', () => {
  const page = renderMarkdown([worse])

  test('begins with the verdict and its numbers', () => {
    expect(page).toMatch(
      /^## ❌ regression: <code>smollm2&#45;<wbr>135m.*\n\n\*\*JSONExact fell from 88 to 80 of 158/,
    )
  })

  test('continues with words, scores, and the worst examples before any breakdown', () => {
    const order = [
      'What stands out:',
      '| JSONExact',
      '### Lost 8',
      '### Other misses',
      '### By complexity',
      '### Run',
    ]
    const places = order.map((title) => page.indexOf(title))
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places[0]).toBeGreaterThan(0)
  })

  test('has what was lost with path, expected and received', () => {
    expect(page).toMatch(
      /\| <code>location&#95;001<\/code> \| 1 \| wrong_value \| 0\.510 \| <code>.*total.*expected 1.*5.* got 1<\/code> \|/,
    )
  })

  test('has prompts and outputs in closed details', () => {
    expect(page.match(/<details>/g)).toHaveLength(20)
    expect(page.match(/<\/details>/g)).toHaveLength(20)
  })

  test('types that stand for others: expected, received, values, completions', () => {
    const confused = collected({
      examples: 4,
      fate: () => 'wrong_type',
      change: ({ line, scores }) => {
        if (scores === null || line !== 1) return {}
        const differences = [...scores.differences, ...scores.differences]
        return { scores: { ...scores, differences, differenceCount: differences.length } }
      },
    })
    expect(renderMarkdown([report(confused)])).toMatch(/\| number \| string \| 5 \| 4 \|/)
  })

  test('a latency that was not measured is n/a, never 0', () => {
    const timings = { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: null }
    const untimed = collected({
      examples: 3,
      change: ({ completion }) => (completion === null ? {} : { completion: { ...completion, timings } }),
    })
    expect(renderMarkdown([report(untimed)]).replaceAll('\u00a0', ' ')).toContain(
      'p50 n/a, p90 n/a, p95 n/a; first token n/a, n/a, queue p50 n/a\n- throughput: not measured',
    )
  })

  test('weights without a hash are unknown', () => {
    const nameless = report(collected({ examples: 3, meta: { model: { ...model, sha256: null } } }))
    expect(renderMarkdown([nameless])).toContain('weights <code>unknown</code>')
    expect(page).toContain(`weights <code>${'a'.repeat(16)}</code>`)
  })

  test('names the mark of each verdict', () => {
    expect(renderMarkdown([stable])).toMatch(/^## ✅ stable: /)
    expect(renderMarkdown([report(collected({ examples: 3, fate: () => 'timeout' }))])).toMatch(
      /^## ❌ inconclusive: /,
    )
    expect(renderMarkdown([report(reference, { baseline, thresholds: { jsonExact: 0.9 } })])).toMatch(
      /^## ❌ threshold not met: /,
    )
  })
})

describe('several runs', () => {
  const other = report(
    collected({ examples: 20, meta: { path: 'evals/other.jsonl', model: { ...model, dtype: 'q4' } } }),
  )

  test('stand side by side, those that failed first', () => {
    const page = renderMarkdown([other, worse])
    expect(page).toMatch(
      /^# EdgeJSON\n\nmachine <code>.*\n\n\| run \| dataset \| outcome .*\n\|.*\n\| .*❌ regression .*\n\| .*✅ new baseline /,
    )
    expect(page.indexOf('## ❌ regression')).toBeLessThan(page.indexOf('## ✅ new baseline'))
  })
})

describe('size', () => {
  /** A run whose every untrusted text is long. */
  function bulky(examples: number, text: string, fate: Fate): LoadedReport {
    const change = (record: CaseRecord): Partial<CaseRecord> => ({
      id: `${record.id} ${text}`,
      prompt: text,
      schemaId: `${record.line} ${text}`,
      ...(record.completion === null ? {} : { completion: { ...record.completion, text } }),
      ...(record.scores === null
        ? {}
        : {
            scores: {
              ...record.scores,
              differences: record.scores.differences.map((each) => ({
                ...each,
                path: `$${text}`,
                received: text,
              })),
            },
          }),
    })
    return report(
      collected({ examples, fate: () => fate, change, meta: { model: { ...model, id: text } } }),
      {
        gate: { maxErrors: examples },
      },
    )
  }

  test('stays within GitHub’s limits for 1 MB of text in every place', () => {
    const text = '|<&@漢😀`\n'.repeat(100_000)
    const reports = [bulky(8, text, 'wrong_value'), bulky(2, text, 'omission')]
    expect(bytes(renderMarkdown(reports))).toBeLessThanOrEqual(SUMMARY_LIMIT)
    expect(renderMarkdown(reports, { variant: 'comment' }).length).toBeLessThan(65_536)
  })

  test('stays within its limit for 300 runs', () => {
    const page = renderMarkdown(
      Array.from({ length: 300 }, () => worse),
      { variant: 'comment' },
    )
    expect(page.length).toBeLessThanOrEqual(COMMENT_LIMIT)
    expect(page).toMatch(/\n\n_Cut here, .*_\n$/)
  })

  test('stays within any limit, and says that it was cut', () => {
    const whole = renderMarkdown([worse])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes(whole) + 200 }), (limit) => {
        const page = renderMarkdown([worse], { limit })
        expect(bytes(page)).toBeLessThanOrEqual(limit)
        if (page !== whole && page !== '') expect(page).toMatch(/\n\n_Cut here, .*_\n$/)
      }),
      { numRuns: 50 },
    )
  })

  test('a comment can be found again', () => {
    expect(renderMarkdown([worse], { variant: 'comment' }).startsWith(`${COMMENT_MARK}\n`)).toBe(true)
  })
})

describe('untrusted text', () => {
  const HOSTILE =
    '@octocat #1 a@b.example <img src=x onerror=alert(1)> [l](http://evil.example) ![i](http://evil.example) ' +
    '`x` ```\n| a | b |\n::error::x www.evil.example <!-- --> </details></pre>\u001b[2J\u202e'

  test.each(['summary', 'comment'] as const)('is inert in a %s wherever it stands', (variant) => {
    const change = (record: CaseRecord): Partial<CaseRecord> => ({
      id: `${record.line}${HOSTILE}`,
      schemaId: HOSTILE,
      complexity: HOSTILE + record.line,
      source: HOSTILE + (record.line % 2),
      prompt: HOSTILE,
      failure: record.state === 'failed' ? HOSTILE : null,
      ...(record.completion === null ? {} : { completion: { ...record.completion, text: HOSTILE } }),
      ...(record.scores === null
        ? {}
        : {
            scores: {
              ...record.scores,
              differences: [{ path: HOSTILE, kind: 'omission', expected: HOSTILE, received: null }],
            },
          }),
    })
    const run = collected({
      examples: 30,
      fate: (line) => (line % 3 === 0 ? 'timeout' : line % 3 === 1 ? 'omission' : 'exact'),
      change,
      meta: {
        model: { ...model, id: HOSTILE, dtype: HOSTILE, engine: HOSTILE },
        path: HOSTILE,
        notes: [HOSTILE],
      },
    })
    const page = renderMarkdown([report(run, { gate: { maxErrors: 30 } })], { variant })
    const inBlocks = page.replace(/<pre>[\s\S]*?<\/pre>/g, '')
    for (const mark of ['@octocat', '#1 ', '](', 'http:', 'www.', '`', '<img', '::error', '<!-- --'])
      expect(inBlocks, mark).not.toContain(mark)
    for (const mark of ['<img', '<!-- --', '\u001b', '\u202e']) expect(page, mark).not.toContain(mark)
    expect(page.match(/<\/details>/g) ?? []).toHaveLength(page.match(/<details>/g)?.length ?? 0)
  })

  test('never breaks a table', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (id, name) => {
        const run = collected({
          examples: 12,
          fate: (line) => (line % 4 === 0 ? 'timeout' : line % 2 === 0 ? 'wrong_type' : 'exact'),
          change: ({ line }) => ({
            id: `${line}${id}`,
            schemaId: `${line % 3}${name}`,
            source: name,
            complexity: id,
          }),
        })
        const page = renderMarkdown([report(run, { gate: { maxErrors: 12 } })]).replace(
          /<pre>[\s\S]*?<\/pre>/g,
          '',
        )
        let columns: number | null = null
        for (const line of page.split('\n')) {
          if (!line.startsWith('|')) {
            columns = null
            continue
          }
          const cells = line.split('|').length
          columns ??= cells
          expect(cells).toBe(columns)
        }
      }),
      { numRuns: 50 },
    )
  })
})
