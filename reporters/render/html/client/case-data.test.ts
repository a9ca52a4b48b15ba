import { beforeAll, describe, expect, test } from 'vitest'
import { clientModule } from '../../../test-support/html/client-modules.ts'
import { readPage } from '../../../test-support/html/read-page.ts'
import { sampleBaseline, sampleReport } from '../../../test-support/html/sample-report.ts'
import type { PageData } from '../page-data.ts'
import { renderHtml } from '../render-html.ts'

const { readCases, changeOf } = await clientModule('case-data')
const { filterCases } = await clientModule('case-query')

const report = sampleReport({
  examples: 30,
  skill: 0.5,
  timeouts: 1,
  baseline: sampleBaseline({ examples: 30, skill: 0.8 }),
  change: ({ line }) => (line === 5 ? { schemaId: '__proto__', complexity: null } : {}),
})
let data: PageData

beforeAll(() => {
  data = readPage(renderHtml([report])).data
})

describe('readCases', () => {
  test('gives back what the report says', () => {
    const cases = readCases(data, data.runs[0])
    expect(cases.map(({ id }) => id)).toEqual(report.cases.map(({ id }) => id))
    expect(cases.map(({ exact }) => exact)).toEqual(
      report.cases.map(({ scores }) => scores?.lenient.jsonExact ?? null),
    )
    expect(cases.map(({ errorClass }) => errorClass)).toEqual(
      report.cases.map(({ scores }) => scores?.errorClass ?? ''),
    )
    expect(cases[4]).toMatchObject({ schema: '__proto__', complexity: 'unknown' })
    expect(cases[0]).toMatchObject({ status: 'failed', exact: null, f1: null })
  })
})

describe('filterCases', () => {
  const all = { status: '', errorClass: '', complexity: '', schema: '', source: '', change: '' }

  test('all conditions hold at once, and none is everything', () => {
    const cases = readCases(data, data.runs[0])
    const filter = (query: Partial<typeof all>): string[] =>
      filterCases(
        cases,
        { ...all, ...query },
        () => 'same',
        () => true,
      ).map(({ id }) => id)
    expect(filter({})).toHaveLength(30)
    expect(filter({ change: 'lost' })).toEqual([])
    const lost = report.cases.filter(({ scores, baseline }) => scores?.errorClass && baseline === 'hit')
    expect(filter({ status: 'lost' })).toEqual(lost.map(({ id }) => id))
    const one = lost[0]
    expect(filter({ status: 'lost', schema: one?.schemaId ?? '' })).toEqual(
      lost.filter(({ schemaId }) => schemaId === one?.schemaId).map(({ id }) => id),
    )
  })
})

test.each([
  [true, true, 1, 1, 'same'],
  [false, false, 1, 2, 'changed'],
  [true, true, 1, 2, 'changed'],
  [false, true, 1, 2, 'lost'],
  [true, false, 1, 2, 'gained'],
  [null, true, 1, 2, 'unpaired'],
] as const)('changeOf exact %j against %j', (now, before, output, other, change) => {
  expect(changeOf({ exact: now, output }, { exact: before, output: other })).toBe(change)
  expect(changeOf({ exact: now, output }, undefined)).toBe('unpaired')
})
