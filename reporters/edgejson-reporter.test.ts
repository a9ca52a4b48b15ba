import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CaseMeta, ReportFormat, RunMeta } from '../plugin/model/index.ts'
import { EdgejsonReporter } from './edgejson-reporter.ts'
import { readRunReport } from './read-report.ts'
import { caseMeta, finishedModule, finishedTest, joined, missedScores } from './test-support/modules.ts'
import { readXml } from './test-support/read-xml.ts'
import { runMeta } from './test-support/run-meta.ts'
import { projectSettings } from './test-support/settings.ts'
import type { ProjectModule, VitestLike } from './vitest-host.ts'

const COUNT = 40
let root: string
let exitCode: typeof process.exitCode

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'edgejson-reporter-'))
  mkdirSync(path.join(root, 'evals'))
  exitCode = process.exitCode
  process.exitCode = undefined
})
afterEach(() => {
  process.exitCode = exitCode
  rmSync(root, { recursive: true, force: true })
})

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** A Vitest as far as the reporter looks at it, and what it was told to print. */
function vitest(): {
  context: Writable<VitestLike>
  update(mode: 'all' | 'new' | 'none'): void
  /** Both streams. */
  printed(): string
  stdout(): string
} {
  let text = ''
  let stdout = ''
  const print = (line: string): void => {
    text += `${line}\n`
  }
  const log = (line: string): void => {
    stdout += `${line}\n`
    print(line)
  }
  const context: Writable<VitestLike> = {
    version: '4.1.12',
    config: { root },
    state: {},
    snapshot: { options: { updateSnapshot: 'new' } },
    logger: { log, error: print },
  }
  return {
    context,
    update(mode) {
      context.snapshot = { options: { updateSnapshot: mode } }
    },
    printed: () => text,
    stdout: () => stdout,
  }
}

interface Dataset {
  readonly name?: string
  readonly missed?: readonly number[]
  readonly filtered?: readonly number[]
  readonly part?: RunMeta['part']
  readonly lines?: readonly number[]
  readonly change?: (line: number) => Partial<CaseMeta>
}

/** The finished module of a dataset of {@link COUNT} examples. */
function dataset({
  name = 'test',
  missed = [],
  filtered = [],
  part = null,
  lines,
  change,
}: Dataset = {}): ProjectModule {
  const all = lines ?? Array.from({ length: COUNT }, (_, index) => index + 1)
  const tests = all.map((line) => {
    if (filtered.includes(line)) return finishedTest(line, 'skipped')
    const miss = missed.includes(line)
    const meta = caseMeta(
      line,
      miss ? { state: 'missed', scores: missedScores, ...change?.(line) } : change?.(line),
    )
    return finishedTest(line, miss ? 'skipped' : 'passed', meta)
  })
  const file = path.join(root, 'evals', `${name}.jsonl`)
  const id = part === null ? file : `${file}?edgejson-part=${part[0]}-${part[1]}`
  const meta = runMeta({ examples: COUNT, path: `evals/${name}.jsonl`, part })
  return { ...finishedModule({ id, meta, tests }), project: { name: 'edgejson' } }
}

function reporter(
  names?: readonly string[],
  { env = {}, reports = [] }: { env?: Record<string, string>; reports?: readonly ReportFormat[] } = {},
): {
  reporter: EdgejsonReporter
  host: ReturnType<typeof vitest>
} {
  const made = new EdgejsonReporter({
    settings: { ...projectSettings(root, names), reports },
    loadDataset: () => joined(COUNT),
    color: false,
    env,
  })
  const host = vitest()
  made.onInit(host.context)
  return { reporter: made, host }
}

const report = (file = '.edgejson/report.json') =>
  readRunReport(JSON.parse(readFileSync(path.join(root, file), 'utf8')), file)
const baselineFile = (name = 'test'): string => path.join(root, 'evals', `${name}.edgejson.baseline.jsonl`)

/** Runs once with the baseline written from `missed`. */
async function withBaseline(missed: readonly number[]) {
  const made = reporter()
  await made.reporter.onTestRunEnd([dataset({ missed })], [], 'passed')
  return made
}

describe('a run', () => {
  test('leaves a report, a junit file and a baseline, and a summary that names them', async () => {
    const { host } = await withBaseline([3])
    expect(report()).toMatchObject({
      coverage: { planned: COUNT, ran: COUNT, complete: true },
      totals: { exact: COUNT - 1 },
      verdict: { state: 'new', exitCode: 0 },
      tool: { vitest: '4.1.12' },
    })
    expect(readXml(readFileSync(path.join(root, '.edgejson/junit.xml'), 'utf8')).attributes.tests).toBe('41')
    expect(existsSync(baselineFile())).toBe(true)
    expect(host.printed()).toContain('.edgejson/report.json, .edgejson/junit.xml')
    expect(process.exitCode).toBeUndefined()
    expect(readdirSync(path.join(root, '.edgejson')).sort()).toEqual(['junit.xml', 'report.json'])
  })

  test('that got worse exits with 1', async () => {
    const { reporter, host } = await withBaseline([])
    await reporter.onTestRunEnd([dataset({ missed: [1, 2, 3, 4, 5, 6] })], [], 'passed')
    expect(report().verdict).toMatchObject({
      state: 'regression',
      comparison: { lost: expect.arrayContaining(['ex-1']) },
    })
    expect(host.printed()).toContain('lost 6')
    expect(process.exitCode).toBe(1)
  })

  test('without answers exits with 2, even where Vitest has said 1', async () => {
    const { reporter } = await withBaseline([])
    process.exitCode = 1
    const failed = { state: 'failed', scores: null, failure: 'connection refused' } as const
    await reporter.onTestRunEnd([dataset({ change: (line) => (line === 7 ? failed : {}) })], [], 'failed')
    expect(report().verdict.state).toBe('invalid')
    expect(process.exitCode).toBe(2)
  })

  test('never lowers an exit code', async () => {
    process.exitCode = 130
    await withBaseline([])
    expect(process.exitCode).toBe(130)
  })

  test('of other projects is none of its business', async () => {
    const { reporter: made, host } = reporter()
    await made.onTestRunEnd([{ ...dataset(), project: { name: 'unit' } }], [], 'passed')
    expect(host.printed()).toBe('')
    expect(existsSync(path.join(root, '.edgejson'))).toBe(false)
  })

  test('in CI without a baseline writes none and exits with 2', async () => {
    const { reporter: made, host } = reporter()
    host.update('none')
    await made.onTestRunEnd([dataset()], [], 'passed')
    expect(existsSync(baselineFile())).toBe(false)
    expect(process.exitCode).toBe(2)
  })

  test('with a baseline that cannot be read is invalid, and leaves the file as it is', async () => {
    writeFileSync(baselineFile(), 'not a baseline\n')
    const { reporter: made } = reporter()
    await made.onTestRunEnd([dataset()], [], 'passed')
    expect(report().verdict).toMatchObject({ state: 'invalid', exitCode: 2 })
    expect(report().verdict.reason).toContain('test.edgejson.baseline.jsonl')
    expect(readFileSync(baselineFile(), 'utf8')).toBe('not a baseline\n')
  })
})

test('the summary leaves standard output to a reporter that prints a document there', async () => {
  const { reporter: made, host } = reporter()
  host.context.config = { root, reporters: [['json', {}]] }
  await made.onTestRunEnd([dataset()], [], 'passed')
  expect(host.stdout()).toBe('')
  expect(host.printed()).toContain('JSONExact')
})

describe('reports beside the report', () => {
  test('none unless asked for', async () => {
    await withBaseline([])
    expect(readdirSync(path.join(root, '.edgejson')).sort()).toEqual(['junit.xml', 'report.json'])
  })

  test('each that the option names, all datasets together', async () => {
    const names = ['one', 'two']
    const { reporter: made, host } = reporter(names, { reports: ['html', 'markdown', 'csv', 'jsonl'] })
    await made.onTestRunEnd(
      names.map((name) => dataset({ name })),
      [],
      'passed',
    )
    expect(readdirSync(path.join(root, '.edgejson')).sort()).toEqual([
      'by-complexity.csv',
      'by-schema.csv',
      'by-style.csv',
      'cases.csv',
      'cases.jsonl',
      'junit.xml',
      'one',
      'report.html',
      'report.md',
      'two',
    ])
    const read = (name: string): string => readFileSync(path.join(root, '.edgejson', name), 'utf8')
    expect(read('cases.jsonl').trimEnd().split('\n')).toHaveLength(2 * COUNT)
    expect(read('report.md')).toContain('evals&#47;two&#46;jsonl')
    expect(host.printed().replace(/\s+/g, ' ')).toContain('.edgejson/report.html, .edgejson/report.md')
  })
})

describe('GitHub Actions', () => {
  const summary = (): string => path.join(root, 'summary.md')
  const env = () => ({ GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary(), GITHUB_WORKSPACE: root })

  test('the job summary goes behind what others wrote', async () => {
    writeFileSync(summary(), '# Of others')
    const { reporter: made } = reporter(undefined, { env: env() })
    await made.onTestRunEnd([dataset({ missed: [3] })], [], 'passed')
    expect(readFileSync(summary(), 'utf8')).toMatch(/^# Of others\n\n## ℹ️ new baseline: /)
  })

  test('lost examples are annotated at their lines', async () => {
    await withBaseline([])
    const { reporter: made, host } = reporter(undefined, { env: env() })
    await made.onTestRunEnd([dataset({ missed: [1, 2, 3, 4, 5, 6] })], [], 'passed')
    expect(host.printed()).toMatch(/\n::error title=EdgeJSON regression%3A smollm2/)
    expect(host.printed()).toContain(
      '\n::error file=evals/test.jsonl,line=1,title=lost%3A ex-1::LOST: wrong_value',
    )
  })

  test('a summary without room is left as it is, and the run says so', async () => {
    writeFileSync(summary(), 'x'.repeat(1024 * 1024 - 10))
    const { reporter: made, host } = reporter(undefined, { env: env() })
    await made.onTestRunEnd([dataset()], [], 'passed')
    expect(readFileSync(summary()).length).toBe(1024 * 1024 - 10)
    expect(host.printed()).toContain('the job summary has no room left')
    expect(process.exitCode).toBeUndefined()
  })

  test('elsewhere nothing of the kind is written or printed', async () => {
    const { reporter: made, host } = reporter()
    await made.onTestRunEnd([dataset()], [], 'passed')
    expect(existsSync(summary())).toBe(false)
    expect(host.printed()).not.toContain('::notice')
  })
})

describe('partial runs', () => {
  test('a filter: not gated, and the baseline stays as it is', async () => {
    const { reporter, host } = await withBaseline([])
    const before = readFileSync(baselineFile(), 'utf8')
    host.update('all')
    await reporter.onTestRunEnd([dataset({ missed: [1], filtered: [5, 6] })], [], 'passed')
    expect(host.printed()).toMatch(/not gated: +filtered/)
    expect(readFileSync(baselineFile(), 'utf8')).toBe(before)
    expect(process.exitCode).toBeUndefined()
  })

  test('a shard: one line, no file', async () => {
    const { reporter: made, host } = reporter()
    host.context.config = { root, shard: { index: 2, count: 2 } }
    await made.onTestRunEnd([dataset({ part: [2, 2], lines: [2, 4, 6] })], [], 'passed')
    expect(host.printed()).toMatch(
      /^ EdgeJSON {2}evals\/test\.jsonl: 3 of 40 examples, not gated: shard 2\/2 .*\n$/,
    )
    expect(readdirSync(root)).toEqual(['evals'])
    expect(readdirSync(path.join(root, 'evals'))).toEqual([])
  })

  test('the merge of all shards is gated', async () => {
    const { reporter: made, host } = reporter()
    host.context.state = { blobs: {} }
    const odd = Array.from({ length: COUNT / 2 }, (_, index) => 2 * index + 1)
    const even = odd.map((line) => line + 1)
    await made.onTestRunEnd(
      [dataset({ part: [2, 2], lines: even }), dataset({ part: [1, 2], lines: odd })],
      [],
      'passed',
    )
    expect(report()).toMatchObject({ coverage: { complete: true }, verdict: { state: 'new' } })
  })

  test('the merge of too few is invalid', async () => {
    const { reporter, host } = await withBaseline([])
    host.context.state = { blobs: {} }
    await reporter.onTestRunEnd([dataset({ part: [1, 2], lines: [1, 3] })], [], 'passed')
    expect(report().verdict).toMatchObject({ state: 'invalid', reason: '1 of 2 shards is missing' })
    expect(process.exitCode).toBe(2)
  })
})

describe('watch mode', () => {
  test('the key u after a run in which nothing failed accepts the last results', async () => {
    const { reporter, host } = await withBaseline([])
    await reporter.onTestRunEnd([dataset({ missed: [1, 2, 3, 4, 5, 6] })], [], 'passed')
    host.update('all')
    await reporter.onTestRunEnd([], [], 'passed')
    expect(report().verdict.state).toBe('accepted')
    host.update('new')
    await reporter.onTestRunEnd([dataset({ missed: [1, 2, 3, 4, 5, 6] })], [], 'passed')
    expect(report().verdict.state).toBe('stable')
  })

  test('an empty rerun changes nothing', async () => {
    const { reporter, host } = await withBaseline([])
    const before = [host.printed(), readFileSync(baselineFile(), 'utf8')]
    await reporter.onTestRunEnd([], [], 'passed')
    expect([host.printed(), readFileSync(baselineFile(), 'utf8')]).toEqual(before)
  })

  test('a rerun of one dataset keeps the other in junit.xml', async () => {
    const { reporter: made } = reporter(['one', 'two'])
    await made.onTestRunEnd([dataset({ name: 'one' }), dataset({ name: 'two' })], [], 'passed')
    await made.onTestRunEnd([dataset({ name: 'two', missed: [4] })], [], 'passed')
    const tree = readXml(readFileSync(path.join(root, '.edgejson/junit.xml'), 'utf8'))
    expect(tree.children.map(({ attributes }) => attributes.name)).toEqual([
      'evals/one.jsonl',
      'gate evals/one.jsonl',
      'evals/two.jsonl',
      'gate evals/two.jsonl',
    ])
    expect(report('.edgejson/one/report.json').totals.exact).toBe(COUNT)
    expect(report('.edgejson/two/report.json').totals.exact).toBe(COUNT - 1)
  })
})

describe('what goes wrong', () => {
  test('several datasets: the worst decides', async () => {
    const made = reporter(['one', 'two'])
    await made.reporter.onTestRunEnd([dataset({ name: 'one' }), dataset({ name: 'two' })], [], 'passed')
    const failed = { state: 'failed', scores: null, failure: 'x' } as const
    await made.reporter.onTestRunEnd(
      [
        dataset({ name: 'one', change: (line) => (line === 7 ? failed : {}) }),
        dataset({ name: 'two', missed: [1, 2, 3, 4, 5, 6] }),
      ],
      [],
      'passed',
    )
    expect(report('.edgejson/two/report.json').verdict.exitCode).toBe(1)
    expect(process.exitCode).toBe(2)
  })

  test('an output folder that cannot be: the summary, a sentence, exit code 2, no stack', async () => {
    writeFileSync(path.join(root, '.edgejson'), 'a file where the folder should be')
    const { reporter: made, host } = reporter()
    await made.onTestRunEnd([dataset()], [], 'passed')
    expect(host.printed()).toContain('JSONExact')
    expect(host.printed()).toMatch(/\[vitest-edgejson\] cannot write .*report\.json: .* outputDir/)
    expect(host.printed()).not.toMatch(/\n\s+at /)
    expect(process.exitCode).toBe(2)
  })

  test('a dataset that cannot be read any more', async () => {
    const host = vitest()
    const made = new EdgejsonReporter({
      env: {},
      settings: projectSettings(root),
      loadDataset: () => {
        throw new Error('ENOENT: evals/test.jsonl')
      },
    })
    made.onInit(host.context)
    await made.onTestRunEnd([dataset()], [], 'passed')
    expect(host.printed()).toBe('[vitest-edgejson] ENOENT: evals/test.jsonl\n')
    expect(process.exitCode).toBe(2)
  })

  test('listed by name, without the plugin: an error that says what to do', () => {
    expect(() => new EdgejsonReporter()).toThrow(/added by the plugin.*Remove it from `reporters`/)
  })
})
