import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { COUNT, ReporterProject } from '../test-support/reporter-project.ts'

const project = new ReporterProject()

describe('reports next to the report', () => {
  test('none unless requested', async () => {
    await project.withBaseline([])
    expect(readdirSync(project.path('.edgejson')).sort()).toEqual(['junit.xml', 'report.json'])
  })

  test('each that the option names, all datasets together', async () => {
    const names = ['one', 'two']
    const { reporter: made, host } = project.reporter(names, {
      reports: ['html', 'markdown', 'csv', 'jsonl'],
    })
    await made.onTestRunEnd(
      names.map((name) => project.dataset({ name })),
      [],
      'passed',
    )
    expect(readdirSync(project.path('.edgejson')).sort()).toEqual([
      'by-complexity.csv',
      'by-schema.csv',
      'by-source.csv',
      'cases.csv',
      'cases.jsonl',
      'junit.xml',
      'one',
      'report.html',
      'report.md',
      'two',
    ])
    const read = (name: string): string => project.read('.edgejson', name)
    expect(read('cases.jsonl').trimEnd().split('\n')).toHaveLength(2 * COUNT)
    expect(read('report.md')).toContain('evals&#47;two&#46;jsonl')
    expect(host.printed().replace(/\s+/g, ' ')).toContain('.edgejson/report.html, .edgejson/report.md')
  })
})

describe('GitHub Actions', () => {
  const summary = (): string => project.path('summary.md')
  const env = () => ({
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: summary(),
    GITHUB_WORKSPACE: project.root,
  })

  test('the job summary goes behind what others wrote', async () => {
    writeFileSync(summary(), '# Of others')
    const { reporter: made } = project.reporter(undefined, { env: env() })
    await made.onTestRunEnd([project.dataset({ missed: [3] })], [], 'passed')
    expect(readFileSync(summary(), 'utf8')).toMatch(/^# Of others\n\n## ✅ new baseline: /)
  })

  test('lost examples are annotated at their lines', async () => {
    await project.withBaseline([])
    const { reporter: made, host } = project.reporter(undefined, { env: env() })
    await made.onTestRunEnd([project.dataset({ missed: [1, 2, 3, 4, 5, 6] })], [], 'passed')
    expect(host.printed()).toMatch(/\n::error title=EdgeJSON regression%3A smollm2/)
    expect(host.printed()).toContain(
      '\n::error file=evals/test.jsonl,line=1,title=lost%3A ex-1::LOST: wrong_value',
    )
  })

  test('a summary without room is left as it is, and the run says so', async () => {
    writeFileSync(summary(), 'x'.repeat(1024 * 1024 - 10))
    const { reporter: made, host } = project.reporter(undefined, { env: env() })
    await made.onTestRunEnd([project.dataset()], [], 'passed')
    expect(readFileSync(summary()).length).toBe(1024 * 1024 - 10)
    expect(host.printed()).toContain('the job summary is full')
    expect(process.exitCode).toBeUndefined()
  })

  test('elsewhere nothing of the kind is written or printed', async () => {
    const { reporter: made, host } = project.reporter()
    await made.onTestRunEnd([project.dataset()], [], 'passed')
    expect(existsSync(summary())).toBe(false)
    expect(host.printed()).not.toContain('::notice')
  })
})
