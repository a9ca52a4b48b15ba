import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { acceptChanges } from '../../plugin/gate/accuracy/accept-changes.ts'
import { openReportLines } from '../../plugin/records/report-lines.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { analyse } from '../../reporters/analysis/index.ts'
import { compareGroups, compareReports } from '../../reporters/compare/index.ts'
import { FIGURES } from '../../reporters/paper/figures/index.ts'
import { TABLES } from '../../reporters/paper/tables/index.ts'
import { renderConsole } from '../../reporters/render/console/console.ts'
import { renderCsv } from '../../reporters/render/csv.ts'
import { renderHtml } from '../../reporters/render/html/render-html.ts'
import { renderJson } from '../../reporters/render/json.ts'
import { renderJsonl } from '../../reporters/render/jsonl.ts'
import { renderJunit } from '../../reporters/render/junit/junit.ts'
import { renderMarkdown } from '../../reporters/render/markdown/markdown.ts'
import { baselineOf, collected, report, typicalFate } from '../../reporters/test-support/benchmark.ts'
import { submission } from '../../reporters/test-support/leaderboard/submissions.ts'
import { missing, verify } from '../../reporters/test-support/leaderboard/verified.ts'
import { readPaperInput } from '../commands/report/paper-inputs.ts'

/** The same report with its cases in a file. */
function inFile(each: RunReport): RunReport {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'edgejson-large-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'report.json')
  writeFileSync(file, [...renderJson(each)].join(''))
  return openReportLines(file)
}

const before = collected({ examples: 40, fate: () => 'exact' })
const run = collected({ examples: 40, fate: typicalFate })
const judged = report(run, { baseline: baselineOf(before) })

test.each<[string, (each: RunReport) => unknown]>([
  ['summary', (each) => renderConsole(each, { color: false, analysis: analyse(each) })],
  ['HTML', (each) => [...renderHtml([each], { analyses: [analyse(each)] })]],
  ['Markdown', (each) => renderMarkdown([each], { analyses: [analyse(each)] })],
  ['CSV', (each) => renderCsv([each]).map(({ name, chunks }) => [name, [...chunks]])],
  ['JSON', (each) => [...renderJson(each)]],
  ['JSONL', (each) => [...renderJsonl([each])]],
  ['JUnit', (each) => [...renderJunit([each])]],
  [
    'comparison',
    (each) => compareReports([each, report(before)].map((of, at) => ({ report: of, label: `run ${at}` }))),
  ],
  [
    'group',
    (each) => compareGroups([report(before), each].map((of, at) => ({ report: of, label: `run ${at}` }))),
  ],
  ['accepted changes', (each) => acceptChanges(each, baselineOf(before))],
])('%s of a report whose cases are in a file', (_, output) => {
  expect(output(inFile(judged))).toEqual(output(judged))
})

test('tables and figures of a paper', async () => {
  const made = async (each: RunReport) => {
    const input = await readPaperInput({
      reports: [each],
      datasetFile: null,
      trainingLogs: [],
      modelConfig: null,
      published: null,
      outDir: '',
    })
    return [...TABLES, ...FIGURES].map(({ make }) => make(input))
  }
  expect(await made(inFile(judged))).toEqual(await made(judged))
})

test('verification of a submission', () => {
  const honest = submission('honest', missing(5))
  expect(verify(inFile(honest))).toEqual(verify(honest))
})
