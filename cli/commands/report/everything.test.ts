import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LoadedReport } from '../../../plugin/records/run-report.ts'
import { renderJson } from '../../../reporters/render/json.ts'
import { sampleReport } from '../../../reporters/test-support/html/sample-report.ts'
import { TextSink } from '../../test-support/text-sink.ts'
import { type ReportCommandOptions, runReport } from '../report.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'edgejson-all-'))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

const fp32 = sampleReport({ examples: 40, skill: 0.7, model: { id: 'm', dtype: 'fp32' } })
const q4 = sampleReport({ examples: 40, skill: 0.4, seed: 2, model: { id: 'm', dtype: 'q4' } })

function save(name: string, report: LoadedReport): string {
  const file = path.join(root, name, 'report.json')
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, [...renderJson(report)].join(''))
  return file
}

async function everything(runs: readonly string[], options: ReportCommandOptions = {}): Promise<string> {
  const stream = new TextSink()
  await runReport(
    runs,
    { figures: false, all: path.join(root, 'out'), ...options },
    { stdout: stream, stderr: stream },
  )
  return stream.text
}

const read = (name: string): string => readFileSync(path.join(root, 'out', name), 'utf8')

test('one command makes everything of several runs', async () => {
  const told = await everything([save('fp32', fp32), save('q4', q4)], { margin: 0.03 })
  expect(readdirSync(path.join(root, 'out')).sort()).toEqual([
    'cases.jsonl',
    'comment.md',
    'comparison.json',
    'comparison.md',
    'comparison.txt',
    'csv',
    'junit.xml',
    'paper',
    'report.html',
    'report.md',
    'reports.json',
    'summary.txt',
  ])
  expect(JSON.parse(read('comparison.json'))).toMatchObject({ reference: 'run 1', margin: 0.03 })
  expect(read('comparison.txt')).toContain('run 2 is worse than run 1')
  expect(read('report.html')).toContain('Run 2 is worse than run 1')
  expect(read('summary.txt')).not.toContain('\u001b')
  expect(readdirSync(path.join(root, 'out', 'paper'))).toContain('README.md')
  // The samples have no baseline, and claim a compliance that no schema grants them.
  expect(told).toContain('left out: history; none of these runs was compared with a baseline')
  expect(told).toContain('left out: leaderboard; nothing to rank')
})

test('another reference, and a file of its own place', async () => {
  const html = path.join(root, 'page.html')
  await everything([save('fp32', fp32), save('q4', q4)], { reference: 'm q4', html })
  expect(readFileSync(html, 'utf8')).toContain('Run 1 is better than run 2')
  expect(existsSync(path.join(root, 'out', 'report.html'))).toBe(false)
})

test('one run has nothing to be compared with', async () => {
  await everything([save('fp32', fp32)])
  const names = readdirSync(path.join(root, 'out'))
  expect(names).toContain('report.json')
  expect(names.filter((name) => /comparison|leaderboard/.test(name))).toEqual([])
})

test('runs that cannot be compared are reported', async () => {
  const other = { ...q4, fingerprint: { ...q4.fingerprint, extractionVersion: 99 } }
  await everything([save('fp32', fp32), save('q4', other)])
  expect(read('report.html')).toContain('These runs could not be compared')
})

test.each([{ history: true }, { reference: 'm q4' }, { margin: 0.1 }])(
  '%j without a page is refused',
  async (options) => {
    await expect(
      runReport([save('a', fp32)], options, { stdout: process.stdout, stderr: process.stderr }),
    ).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
      message: expect.stringContaining('add --html or --all'),
    })
  },
)
