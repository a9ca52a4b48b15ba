import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeBaseline } from '../../plugin/gate/baseline/file.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { renderJson } from '../../reporters/render/json.ts'
import { baselineOf, collected, report, typicalFate } from '../../reporters/test-support/benchmark.ts'
import { readCsv } from '../../reporters/test-support/read-csv.ts'
import { readXml } from '../../reporters/test-support/read-xml.ts'
import { model } from '../../reporters/test-support/run-meta.ts'
import { TextSink } from '../test-support/text-sink.ts'
import { type ReportCommandOptions, registerReport, runReport } from './report.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'edgejson-report-'))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

const reference = collected({ examples: 40, fate: typicalFate })
const typical = report(reference)
const other = report(
  collected({ examples: 12, meta: { path: 'evals/other.jsonl', model: { ...model, dtype: 'q4' } } }),
)

function save(name: string, each: LoadedReport): string {
  const file = path.join(root, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, [...renderJson(each)].join(''))
  return file
}

const read = (name: string): string => readFileSync(path.join(root, name), 'utf8')

async function run(
  runs: readonly string[],
  options: ReportCommandOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  const [stdout, stderr] = [new TextSink(), new TextSink()]
  await runReport(runs, options, { stdout, stderr })
  return { stdout: stdout.text, stderr: stderr.text }
}

describe('runs', () => {
  test('a file, a folder that holds one, and a project', async () => {
    const file = save('project/.edgejson/report.json', typical)
    for (const given of [file, path.dirname(file), path.join(root, 'project')])
      expect((await run([given])).stdout).toMatch(/^\n EdgeJSON {2}smollm2-135m-edgejson · q8 · onnx/)
  })

  test('a folder with one for each dataset', async () => {
    save('.edgejson/test/report.json', typical)
    save('.edgejson/other/report.json', other)
    const { stdout } = await run([root])
    expect(stdout).toMatch(/run +n +JSONExact .*\n .*q4 +12 +100\.0 %.*\n .*q8 +40 +/)
    expect(stdout).toMatch(/· All 12 outputs are exact\./)
    expect(stdout.match(/ new baseline /g)?.length).toBeGreaterThanOrEqual(2)
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  test.each([
    ['nothing', 'BAD_ARGUMENT', /there is no report\.json in .*nothing/],
    ['missing.json', 'IO', /missing\.json/],
    ['broken.json', 'BAD_REPORT', /broken\.json is not JSON/],
    ['baseline.json', 'BAD_REPORT', /baseline\.json is not a run report/],
  ])('%s is refused: %s', async (name, code, message) => {
    mkdirSync(path.join(root, 'nothing'))
    writeFileSync(path.join(root, 'broken.json'), '{"kind":')
    writeFileSync(path.join(root, 'baseline.json'), '{"kind":"edgejson-baseline","version":1}')
    await expect(run([path.join(root, name)])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    })
  })
})

describe('outputs', () => {
  test('every one of them from several runs', async () => {
    const runs = [save('a/report.json', typical), save('b/report.json', other)]
    const at = (name: string): string => path.join(root, 'out', name)
    const { stdout, stderr } = await run(runs, {
      html: at('report.html'),
      markdown: at('report.md'),
      comment: at('comment.md'),
      csv: at('tables'),
      jsonl: at('cases.jsonl'),
      junit: at('junit.xml'),
      json: at('runs.json'),
    })
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toHaveLength(6 + 4)
    expect(read('out/report.html')).toMatch(/^<!doctype html>/)
    expect(read('out/report.md')).toMatch(/^# EdgeJSON\n/)
    expect(read('out/comment.md')).toMatch(/^<!-- vitest-edgejson -->\n\n# EdgeJSON\n/)
    expect(readCsv(read('out/tables/cases.csv'))).toHaveLength(1 + 52)
    expect(readdirSync(at('tables')).sort()).toEqual([
      'by-complexity.csv',
      'by-schema.csv',
      'by-source.csv',
      'cases.csv',
    ])
    expect(read('out/cases.jsonl').trimEnd().split('\n')).toHaveLength(52)
    expect(readXml(read('out/junit.xml')).attributes.tests).toBe(String(52 + 2))
    expect(JSON.parse(read('out/runs.json'))).toMatchObject([
      { kind: 'edgejson-run' },
      { dataset: { path: 'evals/other.jsonl' } },
    ])
  })

  test('one run as JSON is the report itself', async () => {
    const file = save('report.json', typical)
    const { stdout, stderr } = await run([file], { json: '-' })
    expect(stdout).toBe(readFileSync(file, 'utf8'))
    expect(stderr).toBe('')
  })

  test('a document on standard output is the only one', async () => {
    const { stdout, stderr } = await run([save('report.json', typical)], {
      markdown: '-',
      jsonl: path.join(root, 'cases.jsonl'),
    })
    expect(stdout).toMatch(/^## ✅ new baseline: /)
    expect(stderr).toBe(`written: ${path.join(root, 'cases.jsonl')}\n`)
  })

  test.each([
    [{ html: '-', markdown: '-' }, /--html and --markdown cannot both be written to standard output/],
    [{ csv: '-' }, /--csv writes several files/],
    [{ paper: '-' }, /--paper writes several files/],
  ])('%j is refused', async (options, message) => {
    const file = save('report.json', typical)
    await expect(run([file], options)).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
      message: expect.stringMatching(message),
    })
  })

  test.each([
    [{ dataset: ['nosuch.jsonl'] }, '--dataset', '--paper or --all'],
    [{ trainingLog: ['nope.jsonl'] }, '--training-log', '--paper or --all'],
    [{ meta: 'nope.json', html: 'page.html' }, '--meta', '--paper or --all'],
    [{ published: true, json: 'report.json' }, '--published', '--paper or --all'],
    [{ figures: false }, '--no-figures', '--paper or --all'],
    [{ baseline: 'b.jsonl', csv: 'tables' }, '--baseline', '--html or --markdown or --comment or --all'],
    [{ margin: 0.03, junit: 'junit.xml' }, '--margin', 'edgejson compare'],
  ])('%j: an option that no output uses is refused', async (options, flag, remedy) => {
    await expect(run([save('report.json', typical)], options)).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
      message: expect.stringMatching(new RegExp(`${flag} has no effect.*${remedy}`)),
    })
  })

  test('what cannot be written says why', async () => {
    writeFileSync(path.join(root, 'file'), '')
    const options = { jsonl: path.join(root, 'file', 'cases.jsonl') }
    await expect(run([save('report.json', typical)], options)).rejects.toMatchObject({ code: 'IO' })
  })

  test('integers of any size keep their digits', async () => {
    const big = report(
      collected({ examples: 1, change: () => ({ expected: { id: 12345678901234567890n } }) }),
    )
    const { stdout } = await run([save('report.json', big)], { jsonl: '-' })
    expect(stdout).toContain('"expected":{"id":12345678901234567890}')
  })
})

describe('--baseline', () => {
  const worse = report(
    collected({ examples: 40, fate: (line) => (line % 3 === 0 ? 'no_json' : typicalFate(line)) }),
    { baseline: baselineOf(reference) },
  )

  test('tells which class rose', async () => {
    const baseline = path.join(root, 'test.edgejson.baseline.jsonl')
    writeBaseline(baseline, baselineOf(reference))
    const { stdout } = await run([save('report.json', worse)], { baseline })
    expect(stdout).toMatch(/no_json rose from 0 to 13 since the\s+baseline/)
  })

  test('of another dataset, or missing, is refused', async () => {
    const file = save('report.json', worse)
    const baseline = path.join(root, 'other.baseline.jsonl')
    await expect(run([file], { baseline })).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
      message: expect.stringContaining('there is no baseline'),
    })
    const before = baselineOf(reference)
    writeBaseline(baseline, {
      ...before,
      entries: before.entries.map((entry) => ({ ...entry, id: `other-${entry.id}` })),
    })
    await expect(run([file], { baseline })).rejects.toMatchObject({
      code: 'BAD_ARGUMENT',
      message: expect.stringContaining('another dataset'),
    })
  })
})

test('the command line says the same', async () => {
  const program = new Command('edgejson').exitOverride()
  registerReport(program.command('report'))
  const file = save('report.json', typical)
  const html = path.join(root, 'page.html')
  await program.parseAsync(['report', file, '--html', html, '--csv', path.join(root, 'tables')], {
    from: 'user',
  })
  expect(readdirSync(root).sort()).toEqual(['page.html', 'report.json', 'tables'])
})

test('a report whose outcome does not follow from its verdict is refused', async () => {
  const lost = report(collected({ examples: 40, fate: () => 'wrong_value' }), {
    baseline: baselineOf(reference),
  })
  expect(lost.outcome).toMatchObject({ exitCode: 1, title: 'regression' })
  const file = save('report.json', { ...lost, outcome: typical.outcome })
  await expect(run([file])).rejects.toThrow(
    expect.objectContaining({ code: 'BAD_REPORT', message: expect.stringContaining('"regression"') }),
  )
})
