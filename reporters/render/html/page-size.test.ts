import { describe, expect, test } from 'vitest'
import { type ReadPage, readPage } from '../../test-support/html/read-page.ts'
import { sampleBaseline, sampleReport } from '../../test-support/html/sample-report.ts'
import type { PageCase } from './page-data.ts'
import { renderHtml } from './render-html.ts'

const baseline = sampleBaseline({ examples: 40, skill: 0.7 })
const report = sampleReport({ examples: 40, skill: 0.5, seed: 2, timeouts: 1, baseline })

const render = (...args: Parameters<typeof renderHtml>): ReadPage => readPage(renderHtml(...args))

describe('size', () => {
  test('an output of a megabyte is shortened, with a note', () => {
    const [first, ...rest] = report.cases
    if (first?.completion == null) throw new Error('the sample has an answer')
    const long = { ...first, completion: { ...first.completion, text: '\u0000<x>'.repeat(250_000) } }
    const { data, whole } = render([{ ...report, cases: [long, ...rest] }])
    expect(Buffer.byteLength(whole)).toBeLessThan(1_000_000)
    expect(data.cut.map(([, length]) => length)).toEqual([1_000_000])
  })

  test('long outputs cannot make the file larger than 20 MB, and lost examples are shortened last', () => {
    const ramble = (index: number): string => `${index} ${'so "on" and\n'.repeat(4_000)}`
    const many = report.cases.flatMap((record) => Array.from({ length: 20 }, () => record))
    const cases = many.map((record, index) => ({
      ...record,
      id: `${record.id}-${index}`,
      line: index + 1,
      completion: record.completion && { ...record.completion, text: ramble(index) },
    }))
    const chunks = [...renderHtml([{ ...report, cases }])]
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThan(2_000_000)
    const { data, whole } = readPage(chunks)
    expect(Buffer.byteLength(whole)).toBeLessThan(20_000_000)
    expect(Buffer.byteLength(whole)).toBeGreaterThan(15_000_000)
    const cut = new Set(data.cut.map(([index]) => index))
    const rowsOf = (status: string): PageCase[] =>
      (data.runs[0]?.cases ?? []).filter((row) => data.statuses[row[2]]?.[0] === status)
    // What is not long is not cut.
    expect(data.texts.filter((text, index) => cut.has(index) && text.length < 3_000)).toEqual([])
    const kept = (row: PageCase): number => data.texts[row[10]]?.length ?? 0
    expect(Math.min(...rowsOf('lost').map(kept))).toBeGreaterThan(Math.max(...rowsOf('passed').map(kept)))
  })
})
