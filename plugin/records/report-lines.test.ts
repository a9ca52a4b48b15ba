import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { renderJson } from '../../reporters/render/json.ts'
import { sampleReport } from '../../reporters/test-support/html/sample-report.ts'
import { readReportJson } from './report-file.ts'
import { readReportLines } from './report-lines.ts'

function save(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'report-lines-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'report.json')
  writeFileSync(file, text)
  return file
}

const text = [...renderJson(sampleReport({ examples: 6, skill: 0.5 }))].join('')

test('a report read line by line is the report read whole', () => {
  const file = save(text)
  expect(readReportLines(file)).toEqual(readReportJson(file))
})

test('line ends of Windows and a byte order mark change nothing', () => {
  expect(readReportLines(save(`\ufeff${text.replaceAll('\n', '\r\n')}`))).toEqual(readReportJson(save(text)))
})

test.each([
  ['cut off', text.slice(0, -40)],
  ['cut off between two cases', `${text.split('\n').slice(0, -3).join('\n')}\n`],
  ['formatted otherwise', JSON.stringify(JSON.parse(text), null, 2)],
  ['text after its end', `${text}{`],
  ['no report', 'hello\n'],
])('%s is an error that names the file', (_, broken) => {
  const file = save(broken)
  expect(() => readReportLines(file)).toThrow(file)
})
