import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readXml } from '../test-support/read-xml.ts'
import { COUNT, ReporterProject } from '../test-support/reporter-project.ts'

const project = new ReporterProject()

describe('partial runs', () => {
  test('a filter: not gated, and the baseline stays as it is', async () => {
    const { reporter, host } = await project.withBaseline([])
    const before = readFileSync(project.baselineFile(), 'utf8')
    host.update('all')
    await reporter.onTestRunEnd([project.dataset({ missed: [1], filtered: [5, 6] })], [], 'passed')
    expect(host.printed()).toMatch(/not gated: +filtered/)
    expect(readFileSync(project.baselineFile(), 'utf8')).toBe(before)
    expect(process.exitCode).toBeUndefined()
  })

  test('a shard: one line, and a file of its cases', async () => {
    const { reporter: made, host } = project.reporter()
    host.context.config = { root: project.root, shard: { index: 2, count: 2 } }
    await made.onTestRunEnd([project.dataset({ part: [2, 2], lines: [2, 4, 6] })], [], 'passed')
    expect(host.printed()).toMatch(
      /^ EdgeJSON {2}[\w-]+ · evals\/test\.jsonl: 3 of 40 examples, not gated: shard 2\/2 .*\n$/,
    )
    expect(readdirSync(project.path('.edgejson'))).toEqual(['cases.shard-2-2.jsonl'])
    expect(readdirSync(project.path('evals'))).toEqual([])
  })

  test('the merge of all shards is gated', async () => {
    const { reporter: made, host } = project.reporter()
    host.context.state = { blobs: {} }
    const odd = Array.from({ length: COUNT / 2 }, (_, index) => 2 * index + 1)
    const even = odd.map((line) => line + 1)
    await made.onTestRunEnd(
      [project.dataset({ part: [2, 2], lines: even }), project.dataset({ part: [1, 2], lines: odd })],
      [],
      'passed',
    )
    expect(project.report()).toMatchObject({ coverage: { complete: true }, verdict: { state: 'new' } })
  })

  test('the merge of too few is invalid', async () => {
    const { reporter, host } = await project.withBaseline([])
    host.context.state = { blobs: {} }
    await reporter.onTestRunEnd([project.dataset({ part: [1, 2], lines: [1, 3] })], [], 'passed')
    expect(project.report().verdict).toMatchObject({
      state: 'inconclusive',
      reason: '1 of 2 shards is missing',
    })
    expect(process.exitCode).toBe(2)
  })
})

describe('watch mode', () => {
  test('the key u after a run in which nothing failed accepts the last results', async () => {
    const { reporter, host } = await project.withBaseline([])
    await reporter.onTestRunEnd([project.dataset({ missed: [1, 2, 3, 4, 5, 6] })], [], 'passed')
    host.update('all')
    await reporter.onTestRunEnd([], [], 'passed')
    expect(project.report().verdict.state).toBe('accepted')
    host.update('new')
    await reporter.onTestRunEnd([project.dataset({ missed: [1, 2, 3, 4, 5, 6] })], [], 'passed')
    expect(project.report().verdict.state).toBe('stable')
  })

  test('an empty rerun changes nothing', async () => {
    const { reporter, host } = await project.withBaseline([])
    const before = [host.printed(), readFileSync(project.baselineFile(), 'utf8')]
    await reporter.onTestRunEnd([], [], 'passed')
    expect([host.printed(), readFileSync(project.baselineFile(), 'utf8')]).toEqual(before)
  })

  test('a rerun of one dataset keeps the other in junit.xml', async () => {
    const { reporter: made } = project.reporter(['one', 'two'])
    await made.onTestRunEnd(
      [project.dataset({ name: 'one' }), project.dataset({ name: 'two' })],
      [],
      'passed',
    )
    await made.onTestRunEnd([project.dataset({ name: 'two', missed: [4] })], [], 'passed')
    const tree = readXml(project.read('.edgejson/junit.xml'))
    expect(tree.children.map(({ attributes }) => attributes.name)).toEqual([
      'evals/one.jsonl',
      'gate evals/one.jsonl',
      'evals/two.jsonl',
      'gate evals/two.jsonl',
    ])
    expect(project.report('.edgejson/one/report.json').totals.exact).toBe(COUNT)
    expect(project.report('.edgejson/two/report.json').totals.exact).toBe(COUNT - 1)
  })
})
