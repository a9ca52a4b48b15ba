import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareReports, type NamedRun, type ReportComparison } from '../../compare/index.ts'
import { collected, type Fate, report, typicalFate } from '../../test-support/benchmark.ts'
import { hostileText } from '../../test-support/hostile.ts'
import { model } from '../../test-support/run-meta.ts'
import { displayWidth } from '../text.ts'
import { renderComparison } from './console.ts'
import { renderComparisonMarkdown } from './markdown.ts'

function run(label: string, fate: (line: number) => Fate, dtype = 'q8'): NamedRun {
  return { label, report: report(collected({ examples: 158, fate, meta: { model: { ...model, dtype } } })) }
}

const worse = (line: number): Fate => (line % 9 === 0 ? 'wrong_value' : typicalFate(line))

describe('on a terminal', () => {
  const two = compareReports([run('tuned fp32', typicalFate, 'fp32'), run('tuned q4', worse, 'q4')], {
    margin: 0.03,
  })

  it('says what was lost, how sure that is, and last what may be concluded', () => {
    const text = renderComparison(two, { color: false })
    expect(text).toContain('55.7 % → 50.6 %, −5.1 points (95 %: −8.6 to −1.4)')
    expect(text).toContain('lost 8\n     contact_info_144 · ')
    expect(text).toContain('dtype fp32 → q4')
    expect(text).toMatch(/margin\s+B at most 3\.0 points worse: not shown/)
    expect(text.trimEnd().split('\n').slice(-2).join(' ')).toMatch(
      /^ B is worse than A: 8 lost, 0 gained, −5\.1 points, p = 0\.0039; not shown to be +non-inferior within 3\.0 points$/,
    )
    expect(text).not.toContain('\u001b')
  })

  it('lists ten ids or so, and all of them when asked', () => {
    const many = compareReports([
      run('a', () => 'exact'),
      run('b', (line) => (line % 2 === 0 ? 'omission' : 'exact')),
    ])
    expect(renderComparison(many, { color: false })).toContain('67 more: --all')
    const all = renderComparison(many, { color: false, all: true })
    expect(all).not.toContain('more: --all')
    for (const id of many.against[0]?.paired.lost ?? []) expect(all).toContain(id)
  })

  it('names the gate where its one-sided test says more', () => {
    const text = renderComparison(
      compareReports([run('a', () => 'exact'), run('b', (line) => (line <= 4 ? 'omission' : 'exact'))]),
      { color: false },
    )
    expect(text).toContain('no difference shown between B and A')
    expect(text.replace(/\s+/g, ' ')).toContain(
      'the one-sided test of the gate would give "regression" (p = 0.031)',
    )
  })

  it('never exceeds its width', () => {
    const runs = ['a', 'b', 'c', 'd'].map((label, index) =>
      run(label.repeat(200), index % 2 === 0 ? typicalFate : worse),
    )
    const keyed = runs.map((each, index) => ({ ...each, key: `run ${index + 10}` }))
    const shown = (comparison: ReportComparison, width: number): void => {
      const text = renderComparison(comparison, { color: false, width })
      expect(text).toMatch(/aaaaaaa…/)
      for (const line of text.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(width)
    }
    for (const width of [60, 80, 120]) shown(compareReports(runs, { margin: 0.01 }), width)
    for (const width of [80, 120]) shown(compareReports(keyed), width)
  })
})

it('writes tables of one shape in Markdown', () => {
  const text = renderComparisonMarkdown(
    compareReports([run('a', typicalFate), run('b', worse), run('c', worse)]),
  )
  const tables = text.split('\n\n').filter((block) => block.startsWith('|'))
  expect(tables.length).toBeGreaterThanOrEqual(4)
  for (const table of tables) {
    const columns = table.split('\n').map((line) => line.split('|').length)
    expect(new Set(columns).size, table).toBe(1)
  }
})

it('shows hostile names, ids and slices as text', () => {
  const nasty = fc.oneof(
    hostileText,
    fc.constantFrom(
      '<img src=x onerror=alert(1)>',
      '| a | b |',
      '[x](javascript:alert(1))',
      '`</code>',
      '@everyone',
      '::error::x',
      'https://evil.example',
    ),
  )
  fc.assert(
    fc.property(nasty, nasty, nasty, nasty, (label, id, schemaId, path) => {
      const side = (name: string, fate: (line: number) => Fate): NamedRun => ({
        label: name,
        report: report(
          collected({
            examples: 12,
            fate,
            // What differs is quoted in sentences.
            meta: { path: `${path}.jsonl`, model: { ...model, id: name, dtype: name, engine: name } },
            change: (record) =>
              record.line === 3 ? { id: `${id}!`, schemaId, source: schemaId, complexity: schemaId } : {},
          }),
        ),
      })
      const comparison = compareReports([
        side(label, () => 'exact'),
        side(`${label}2`, (line) => (line === 3 ? 'wrong_value' : 'exact')),
      ])
      const text = renderComparison(comparison, { color: false })
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|\p{Cs}/u)
      for (const line of text.split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(80)
      const markdown = renderComparisonMarkdown(comparison)
      const plain = markdown.replace(/<\/?(?:code|sub|wbr)>/g, '')
      expect(plain).not.toMatch(/[<>`@[\]\\]|:\/\//)
      expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]|\p{Cs}/u)
      for (const block of markdown.split('\n\n').filter((part) => part.startsWith('|'))) {
        expect(new Set(block.split('\n').map((line) => line.split('|').length)).size).toBe(1)
      }
    }),
    { numRuns: 60 },
  )
})
