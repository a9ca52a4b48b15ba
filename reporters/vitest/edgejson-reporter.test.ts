import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readXml } from '../test-support/read-xml.ts'
import { COUNT, ReporterProject } from '../test-support/reporter-project.ts'
import { projectSettings } from '../test-support/settings.ts'
import { EdgejsonReporter } from './edgejson-reporter.ts'

const project = new ReporterProject()

describe('a run', () => {
  test('leaves a report, a junit file and a baseline, and a summary that names them', async () => {
    const { host } = await project.withBaseline([3])
    expect(project.report()).toMatchObject({
      coverage: { planned: COUNT, ran: COUNT, complete: true },
      totals: { exact: COUNT - 1 },
      verdict: { state: 'new', exitCode: 0 },
      tool: { vitest: '4.1.12' },
    })
    expect(readXml(project.read('.edgejson/junit.xml')).attributes.tests).toBe('41')
    expect(existsSync(project.baselineFile())).toBe(true)
    expect(host.printed()).toContain('.edgejson/report.json, .edgejson/junit.xml')
    expect(process.exitCode).toBeUndefined()
    expect(readdirSync(project.path('.edgejson')).sort()).toEqual(['junit.xml', 'report.json'])
  })

  test('that got worse exits with 1', async () => {
    const { reporter, host } = await project.withBaseline([])
    await reporter.onTestRunEnd([project.dataset({ missed: [1, 2, 3, 4, 5, 6] })], [], 'passed')
    expect(project.report().verdict).toMatchObject({
      state: 'regression',
      comparison: { lost: expect.arrayContaining(['ex-1']) },
    })
    expect(host.printed()).toContain('lost 6')
    expect(process.exitCode).toBe(1)
  })

  test('without completions exits with 2, even where Vitest has set 1', async () => {
    const { reporter } = await project.withBaseline([])
    process.exitCode = 1
    const failed = { state: 'failed', scores: null, failure: 'connection refused' } as const
    await reporter.onTestRunEnd(
      [project.dataset({ change: (line) => (line === 7 ? failed : {}) })],
      [],
      'failed',
    )
    expect(project.report().verdict.state).toBe('inconclusive')
    expect(process.exitCode).toBe(2)
  })

  test('never lowers an exit code', async () => {
    process.exitCode = 130
    await project.withBaseline([])
    expect(process.exitCode).toBe(130)
  })

  test('of other projects is not judged, which is said once', async () => {
    const { reporter: made, host } = project.reporter()
    for (let run = 0; run < 2; run++)
      await made.onTestRunEnd([{ ...project.dataset(), project: { name: 'unit' } }], [], 'passed')
    expect(host.printed()).toBe(' EdgeJSON  edgejson not gated: no dataset matches the file filter\n')
    expect(process.exitCode).toBeUndefined()
    expect(existsSync(project.path('.edgejson'))).toBe(false)
  })

  test('an error that no test caught is inconclusive and writes no baseline', async () => {
    const { reporter: made } = project.reporter()
    const error = { message: 'left alone', VITEST_TEST_PATH: project.path('evals', 'test.jsonl') }
    await made.onTestRunEnd([project.dataset()], [error], 'passed')
    expect(existsSync(project.baselineFile())).toBe(false)
    expect(project.report().outcome).toMatchObject({
      exitCode: 2,
      reason: 'an unhandled error: left alone',
    })
    expect(process.exitCode).toBe(2)
  })

  test('an error in the test file of another project is left to Vitest, and its exit code stays', async () => {
    const { reporter: made } = project.reporter()
    process.exitCode = 1
    const error = { message: 'theirs', VITEST_TEST_PATH: '/elsewhere/own.test.ts' }
    await made.onTestRunEnd([project.dataset()], [error], 'failed')
    expect(project.report().outcome).toMatchObject({ exitCode: 0, title: 'new baseline' })
    expect(process.exitCode).toBe(1)
  })

  test('datasets that were started and left no module exit with 2', async () => {
    const { reporter: made, host } = project.reporter()
    made.onTestRunStart([{ project: { name: 'edgejson' } }])
    await made.onTestRunEnd([], [], 'failed')
    expect(host.printed()).toContain('no dataset was read')
    expect(process.exitCode).toBe(2)
  })

  test('in CI without a baseline writes none and exits with 2', async () => {
    const { reporter: made, host } = project.reporter()
    host.update('none')
    await made.onTestRunEnd([project.dataset()], [], 'passed')
    expect(existsSync(project.baselineFile())).toBe(false)
    expect(process.exitCode).toBe(2)
  })

  test('whose baseline was deleted while it ran is invalid, and writes none but with -u', async () => {
    const { reporter: made, host } = project.reporter()
    const compared = [project.dataset({ change: () => ({ baseline: 'hit' }) })]
    await made.onTestRunEnd(compared, [], 'passed')
    const file = 'evals/test.edgejson.baseline.jsonl'
    expect(project.report().verdict).toMatchObject({ state: 'inconclusive', exitCode: 2 })
    expect(project.report().verdict.reason).toContain(`${file} is gone`)
    expect(existsSync(project.baselineFile())).toBe(false)
    host.update('all')
    await made.onTestRunEnd(compared, [], 'passed')
    expect(project.report().verdict.state).toBe('new')
    expect(existsSync(project.baselineFile())).toBe(true)
  })

  test('before which Vitest found a fault exits with 2, whatever the verdict', async () => {
    const { reporter: made, host } = project.reporter()
    process.exitCode = 1
    made.onInit(host.context)
    expect(host.printed()).toContain('Vitest found a fault before it began to run')
    expect(process.exitCode).toBe(2)
    process.exitCode = 1
    await made.onTestRunEnd([project.dataset()], [], 'passed')
    expect(project.report().verdict.exitCode).toBe(0)
    expect(process.exitCode).toBe(2)
  })

  test('after a regression of the same process is no fault of the start', () => {
    process.exitCode = 1
    const { host } = project.reporter()
    expect(host.printed()).toBe('')
    expect(process.exitCode).toBe(1)
  })

  test('with a baseline that cannot be read is invalid, and leaves the file as it is', async () => {
    writeFileSync(project.baselineFile(), 'not a baseline\n')
    const { reporter: made } = project.reporter()
    await made.onTestRunEnd([project.dataset()], [], 'passed')
    expect(project.report().verdict).toMatchObject({ state: 'inconclusive', exitCode: 2 })
    expect(project.report().verdict.reason).toContain('test.edgejson.baseline.jsonl')
    expect(readFileSync(project.baselineFile(), 'utf8')).toBe('not a baseline\n')
  })
})

test('the summary leaves standard output to a reporter that prints a document there', async () => {
  const { reporter: made, host } = project.reporter()
  host.context.config = { root: project.root, reporters: [['json', {}]] }
  await made.onTestRunEnd([project.dataset()], [], 'passed')
  expect(host.stdout()).toBe('')
  expect(host.printed()).toContain('JSONExact')
})

describe('what goes wrong', () => {
  test('several datasets: the worst decides', async () => {
    const made = project.reporter(['one', 'two'])
    await made.reporter.onTestRunEnd(
      [project.dataset({ name: 'one' }), project.dataset({ name: 'two' })],
      [],
      'passed',
    )
    const failed = { state: 'failed', scores: null, failure: 'x' } as const
    await made.reporter.onTestRunEnd(
      [
        project.dataset({ name: 'one', change: (line) => (line === 7 ? failed : {}) }),
        project.dataset({ name: 'two', missed: [1, 2, 3, 4, 5, 6] }),
      ],
      [],
      'passed',
    )
    expect(project.report('.edgejson/two/report.json').verdict.exitCode).toBe(1)
    expect(process.exitCode).toBe(2)
  })

  test('an output folder that cannot be: the summary, a sentence, exit code 2, no stack', async () => {
    writeFileSync(project.path('.edgejson'), 'a file where the folder should be')
    const { reporter: made, host } = project.reporter()
    await made.onTestRunEnd([project.dataset()], [], 'passed')
    expect(host.printed()).toContain('JSONExact')
    expect(host.printed()).toMatch(/\[vitest-edgejson\] cannot write .*report\.json: .* outputDir/)
    expect(host.printed()).not.toMatch(/\n\s+at /)
    expect(process.exitCode).toBe(2)
  })

  test('a dataset that cannot be read any more', async () => {
    const host = project.vitest()
    const made = new EdgejsonReporter({
      env: {},
      settings: projectSettings(project.root),
      loadDataset: () => {
        throw new Error('ENOENT: evals/test.jsonl')
      },
    })
    made.onInit(host.context)
    await made.onTestRunEnd([project.dataset()], [], 'passed')
    expect(host.printed()).toBe('[vitest-edgejson] ENOENT: evals/test.jsonl\n')
    expect(process.exitCode).toBe(2)
  })

  test('listed by name, without the plugin: an error that says what to do', () => {
    expect(() => new EdgejsonReporter()).toThrow(/added by the plugin.*Remove it from `reporters`/)
  })
})
