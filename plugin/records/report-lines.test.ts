import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { renderJson } from '../../reporters/render/json.ts'
import { sampleReport } from '../../reporters/test-support/html/sample-report.ts'
import { openLargeReport, readReportJson, readRunReport } from './report-file.ts'
import { openReportLines } from './report-lines.ts'
import type { LoadedReport } from './run-report.ts'

function save(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'report-lines-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'report.json')
  writeFileSync(file, text)
  return file
}

const text = [...renderJson(sampleReport({ examples: 6, skill: 0.5 }))].join('')

/** The report with its cases in memory. */
function loaded(file: string): LoadedReport {
  const report = openReportLines(file)
  return { ...report, cases: [...report.cases] }
}

test('a report read line by line is the report read whole', () => {
  const file = save(text)
  expect(loaded(file)).toEqual(readReportJson(file))
})

test('line ends of Windows and a byte order mark change nothing', () => {
  expect(loaded(save(`\ufeff${text.replaceAll('\n', '\r\n')}`))).toEqual(readReportJson(save(text)))
})

test('the cases can be read as often as needed, and a pass that ends early changes nothing', () => {
  const { cases } = openReportLines(save(text))
  expect(cases.length).toBe(6)
  for (const _ of cases) break
  expect([...cases]).toEqual([...cases])
})

test('a broken case is found in every pass, with its line', () => {
  const { cases } = openReportLines(save(text.replace(/"state":"(?:passed|missed)"/, '"state":"half"')))
  for (let pass = 0; pass < 2; pass++) expect(() => [...cases]).toThrow(/field state of .*:\d+ is "half"/)
})

test('a file that grows while it is read is an error', () => {
  const file = save(text)
  const { cases } = openReportLines(file)
  const lines = text.split('\n')
  const first = lines.indexOf('"cases":[') + 1
  writeFileSync(file, lines.toSpliced(first, 0, lines[first] ?? '').join('\n'))
  expect(() => [...cases]).toThrow(/was changed while it was read/)
})

test('the size decides whether the cases of a report are in memory', () => {
  const file = save(text)
  expect(openLargeReport(file)).toBeNull()
  expect(readRunReport(file).cases).toBeInstanceOf(Array)
  const { cases } = openLargeReport(file, 100) ?? {}
  expect(cases).toHaveLength(6)
  expect(cases).not.toBeInstanceOf(Array)
})

test('a report in another layout is loaded, up to what a string of Node holds', () => {
  const file = save(JSON.stringify(JSON.parse(text), null, 2))
  expect(openLargeReport(file, 100)).toBeNull()
  // Bytes that are not there take no space on the disk.
  truncateSync(file, 600 * 2 ** 20)
  expect(() => readRunReport(file)).toThrow(
    /has 600 MiB and is not in the layout that a run writes.* 500 MiB can be read/,
  )
})

test.each([
  ['cut off', text.slice(0, -40)],
  ['cut off between two cases', `${text.split('\n').slice(0, -3).join('\n')}\n`],
  ['formatted otherwise', JSON.stringify(JSON.parse(text), null, 2)],
  ['text after its end', `${text}{`],
  ['no report', 'hello\n'],
])('%s is an error that names the file', (_, broken) => {
  const file = save(broken)
  expect(() => [...openReportLines(file).cases]).toThrow(file)
})
