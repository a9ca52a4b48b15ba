import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { collected, report, typicalFate } from '../test-support/benchmark.ts'
import { hostileText } from '../test-support/hostile.ts'
import { readCsv } from '../test-support/read-csv.ts'
import { model } from '../test-support/run-meta.ts'
import { renderCsv } from './csv.ts'

const typical = report(collected({ examples: 158, fate: typicalFate }))

function files(...args: Parameters<typeof renderCsv>): Record<string, string> {
  return Object.fromEntries(renderCsv(...args).map(({ name, chunks }) => [name, [...chunks].join('')]))
}

/** Rows as objects by column. */
function rows(text: string | undefined): Record<string, string>[] {
  const [head = [], ...body] = readCsv(text ?? '')
  for (const row of body) expect(row).toHaveLength(head.length)
  return body.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])))
}

test('the files', () => {
  expect(Object.keys(files([typical]))).toEqual([
    'cases.csv',
    'by-complexity.csv',
    'by-schema.csv',
    'by-source.csv',
  ])
  for (const text of Object.values(files([typical]))) {
    expect(text).toMatch(/^\ufeff"run","model",/)
    expect(text).toMatch(/\r\n$/)
  }
})

describe('cases', () => {
  test('one row each; numbers plain, what was not measured empty', () => {
    const each = report(
      collected({
        examples: 12,
        fate: (line) => (line === 3 ? 'timeout' : line === 2 ? 'omission' : 'exact'),
      }),
    )
    const found = rows(files([each])['cases.csv'])
    expect(found).toHaveLength(12)
    expect(found[0]).toMatchObject({
      id: 'location_001',
      line: '1',
      json_exact: 'TRUE',
      field_f1: '1',
      total_ms: '1528',
    })
    expect(found[1]).toMatchObject({
      json_exact: 'FALSE',
      error_class: 'omission',
      first_differences: '$.total: expected 2.5, got nothing',
      expected: '{"total":2.5,"zip":"10002"}',
    })
    expect(found[2]).toMatchObject({
      state: 'failed',
      json_exact: '',
      field_f1: '',
      error_class: '',
      failure: 'no completion within 120 s',
    })
  })

  test('integers of any size keep their digits', () => {
    const run = collected({ examples: 1, change: () => ({ expected: { id: 12345678901234567890n } }) })
    expect(rows(files([report(run)])['cases.csv'])[0]?.expected).toBe('{"id":12345678901234567890}')
  })

  test('runs stand below each other and say which they are', () => {
    const other = report(collected({ examples: 2, meta: { model: { ...model, id: 'other', dtype: null } } }))
    const found = rows(files([typical, other])['cases.csv'])
    expect(found).toHaveLength(160)
    expect(found.at(-1)).toMatchObject({
      model: 'other',
      dtype: '',
      machine: 'pi5-lab',
      dataset: 'evals/test.jsonl',
    })
  })
})

test('tables agree with the report', () => {
  const all = files([typical])
  const simple = rows(all['by-complexity.csv']).find(({ complexity }) => complexity === 'simple')
  expect(simple).toMatchObject({
    examples: '69',
    exact: String(typical.byComplexity.simple?.exact),
    json_exact: String(typical.byComplexity.simple?.lenient.jsonExact),
  })
  const omissions = rows(all['by-schema.csv']).reduce((sum, { omission }) => sum + Number(omission), 0)
  expect(omissions).toBe(typical.errorClasses.omission)
  expect(
    rows(all['by-source.csv'])
      .map(({ source }) => source)
      .sort(),
  ).toEqual(['form', 'note', 'official'])
})

test('slices of the dataset have a table with the name of each', () => {
  const languages = ['de', 'en', null] as const
  const change = ({ line }: CaseRecord): Partial<CaseRecord> => {
    const language = languages[line % 3] ?? null
    return { slices: { 'pages,"': line < 5 ? '1' : '2', ...(language === null ? {} : { language }) } }
  }
  const sliced = report(collected({ examples: 158, fate: typicalFate, change }))
  const all = files([typical, sliced])
  const found = rows(all['by-slice.csv'])
  const values = Object.entries(sliced.bySlice ?? {}).flatMap(([name, slices]) =>
    Object.entries(slices).map(([value, { examples, exact }]) => [name, value, `${examples}`, `${exact}`]),
  )
  expect(values.length).toBeGreaterThanOrEqual(4)
  expect(found.map(({ slice, value, examples, exact }) => [slice, value, examples, exact])).toEqual(values)
  for (const name of ['pages,"', 'language']) {
    const omissions = found.filter(({ slice }) => slice === name).map(({ omission }) => Number(omission))
    expect(omissions.reduce((sum, each) => sum + each, 0)).toBe(sliced.errorClasses.omission)
  }
  expect(sliced.errorClasses.omission).toBeGreaterThan(0)
})

test('untrusted text is one cell, and never a formula', () => {
  fc.assert(
    fc.property(hostileText, fc.constantFrom('=', '+', '-', '@', ' =', '"=', '\t='), (text, sign) => {
      const hostile = `${sign}${text},"x"\r\n;=1`
      const change = ({ completion }: CaseRecord): Partial<CaseRecord> => ({
        id: hostile,
        schemaId: hostile,
        complexity: hostile,
        prompt: hostile,
        ...(completion === null ? {} : { completion: { ...completion, text: hostile } }),
      })
      const run = collected({
        examples: 3,
        fate: () => 'omission',
        change,
        meta: { model: { ...model, id: hostile } },
      })
      for (const text of Object.values(files([report(run)]))) {
        for (const row of rows(text)) {
          for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[ "`]*[=+@-](?!\d)/)
        }
      }
    }),
    { numRuns: 50 },
  )
})
