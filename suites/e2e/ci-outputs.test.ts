import { existsSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { config, ids, lines, recording, replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project, prepared } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'
import { runStep, shellSteps } from './support/workflow.ts'

const COUNT = 60
const missedBefore = ids(COUNT).slice(40)
const LOST = ['ex-003', 'ex-010', 'ex-011', 'ex-012', 'ex-013', 'ex-014']
const ALL_REPORTS = `{ model: 'replay:answers.jsonl', datasets: ['bench.jsonl'], reports: ['html', 'markdown', 'csv', 'jsonl'] }`

/** A project whose baseline has 40 of 60 examples. */
const withBaseline = prepared(async () => {
  const project = new Project(replayProject(COUNT, missedBefore))
  const first = await runEdgejson(project)
  expect(first.exitCode, first.stdout + first.stderr).toBe(0)
  return project
})

const onGithub = (project: Project): Record<string, string> => ({
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_STEP_SUMMARY: project.path('summary.md'),
  GITHUB_WORKSPACE: project.root,
})

describe('GitHub Actions', () => {
  test('a regression fills the job summary behind what is there, and annotates each lost example', async () => {
    const project = await withBaseline()
    project.write('summary.md', '# Others\n')
    project.write('answers.jsonl', recording(COUNT, [...LOST, ...missedBefore]))
    const { exitCode, stdout } = await runEdgejson(project, [], { env: onGithub(project) })
    expect(exitCode).toBe(1)
    const summary = project.read('summary.md')
    expect(summary).toMatch(/^# Others\n\n\n## ❌ regression: /)
    expect(summary).toContain('### Lost 6')
    const annotations = stdout.split('\n').filter((line) => line.startsWith('::'))
    expect(annotations).toHaveLength(1 + LOST.length)
    expect(annotations[0]).toMatch(/^::error title=EdgeJSON regression%3A .*::JSONExact fell/)
    expect(annotations).toContain(
      '::error file=bench.jsonl,line=3,title=lost%3A ex-003::LOST: wrong_value at $.rating: expected 2, got -1 (F1 0.500)',
    )
  })

  test('a run that is as good says so in one notice', async () => {
    const project = await withBaseline()
    const { exitCode, stdout } = await runEdgejson(project, [], { env: onGithub(project) })
    expect(exitCode).toBe(0)
    expect(stdout.split('\n').filter((line) => line.startsWith('::'))).toEqual([
      expect.stringMatching(/^::notice title=EdgeJSON stable%3A /),
    ])
    expect(project.read('summary.md')).toMatch(/^## ✅ stable: /)
  })
})

test('the option reports writes each report, and the command makes the same from report.json', async () => {
  const project = new Project({
    ...replayProject(COUNT, missedBefore),
    'vitest.config.ts': config(ALL_REPORTS),
  })
  const { exitCode, stdout, stderr } = await runEdgejson(project)
  expect(exitCode, stdout + stderr).toBe(0)
  // Nothing is for GitHub where no GitHub is.
  expect(stdout).not.toMatch(/^::/m)
  expect(existsSync(project.path('summary.md'))).toBe(false)
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    '.edgejson/report.html, .edgejson/report.md, .edgejson/cases.csv',
  )

  const made = runCli(
    project,
    'report',
    '.edgejson',
    '--html',
    'out/report.html',
    '--csv',
    'out',
    '--jsonl',
    'out/cases.jsonl',
  )
  expect(made).toMatchObject({ exitCode: 0, stdout: '' })
  for (const name of [
    'report.html',
    'cases.csv',
    'by-complexity.csv',
    'by-schema.csv',
    'by-source.csv',
    'cases.jsonl',
  ])
    expect(project.read(`out/${name}`), name).toBe(project.read(`.edgejson/${name}`))
  expect(runCli(project, 'report', '.', '--markdown', '-').stdout).toBe(project.read('.edgejson/report.md'))
  expect(runCli(project, 'report', '.').stdout).toMatch(/^\n EdgeJSON {2}replayed, no model ran/)
})

test('report.json is as the published schema says', async () => {
  const project = await withBaseline()
  const schema = readFileSync(new URL('../../docs/schema/run-report.v1.schema.json', import.meta.url), 'utf8')
  const validate = new Ajv().compile(JSON.parse(schema))
  expect(validate(JSON.parse(project.read('.edgejson/report.json'))), JSON.stringify(validate.errors)).toBe(
    true,
  )
})

describe('hostile answers', () => {
  const HOSTILE = [
    '::error file=x::pwned\n::stop-commands::t',
    '##[add-mask]x ##vso[task.complete]',
    '\u001b[2J\u001b]0;t\u0007\u202egnp\u0000',
    '@octocat <img src=x onerror=alert(1)> [a](http://evil.example) `',
    '=cmd|calc\'!A1;=HYPERLINK("http://evil.example")',
    ']]></testcase></script><script>alert(1)</script>',
    'x'.repeat(1_000_000),
  ]

  test('come out harmless in every output of a real run', async () => {
    const project = await withBaseline()
    project.write('vitest.config.ts', config(ALL_REPORTS))
    const answers = ids(COUNT).map((id, index) => {
      const text = HOSTILE[index % HOSTILE.length] as string
      return {
        id,
        output:
          index % 2 === 0 ? text : JSON.stringify({ rating: text, comment: text, [text.slice(0, 99)]: 1 }),
      }
    })
    project.write('answers.jsonl', lines(answers))
    const { exitCode, stdout, stderr } = await runEdgejson(project, ['--reporter', 'verbose'], {
      env: onGithub(project),
    })
    expect(exitCode).toBe(1)
    for (const line of (stdout + stderr).split('\n')) {
      if (/^\s*::/.test(line))
        expect(line).toMatch(
          /^::(?:error|warning|notice) (?:file=bench\.jsonl,line=\d+,)?title=(?:EdgeJSON|lost)/,
        )
      expect(line).not.toMatch(/##\w*\[/)
      expect(line).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202e]/)
    }
    const summary = project.read('summary.md').replace(/<pre>[\s\S]*?<\/pre>/g, '')
    for (const mark of ['@octocat', '<img', 'http:', '](', '::error'])
      expect(summary, mark).not.toContain(mark)
    expect(Buffer.byteLength(project.read('summary.md'))).toBeLessThan(1024 * 1024)
    expect(project.read('.edgejson/cases.csv')).not.toMatch(/(?:^|,)"?=(?:cmd|HYPERLINK)/m)
    expect(project.read('.edgejson/report.html')).not.toMatch(/<script>alert|<img src=x/)
    expect(project.read('.edgejson/cases.jsonl').trimEnd().split('\n')).toHaveLength(COUNT)
    // It reads its own report, however hostile.
    expect(runCli(project, 'report', '.edgejson')).toMatchObject({ exitCode: 0, stderr: '' })
  })
})

describe('the workflows in examples/ci', () => {
  const find = (steps: readonly string[], part: string): string => {
    const found = steps.filter((step) => step.includes(part))
    expect(found, part).toHaveLength(1)
    return found[0] as string
  }

  test('GitHub: evaluate, then the comment', async () => {
    const project = await withBaseline()
    const steps = shellSteps('github-actions.yml')
    expect(await runStep(project, find(steps, '--run'))).toMatchObject({ exitCode: 0 })
    expect(await runStep(project, find(steps, '--comment'))).toMatchObject({ exitCode: 0 })
    expect(project.read('.edgejson/comment.md')).toMatch(/^<!-- vitest-edgejson -->\n/)
  })

  test.each([
    ['no comment yet', '', 'api --method POST repos/o/r/issues/7/comments -F body=@edgejson/comment.md'],
    [
      'one that is there',
      '42',
      'api --method PATCH repos/o/r/issues/comments/42 -F body=@edgejson/comment.md',
    ],
  ])('GitHub: %s', async (_, id, call) => {
    const project = new Project({ 'edgejson/comment.md': '<!-- vitest-edgejson -->' })
    const gh = `case "$*" in *--paginate*) echo "${id}" ;; *) echo "$*" ;; esac`
    const step = find(shellSteps('github-actions.yml'), 'gh api')
    const { exitCode, stdout } = await runStep(project, step, { REPOSITORY: 'o/r', NUMBER: '7' }, { gh })
    expect([exitCode, stdout.trim()]).toEqual([0, call])
  })

  test('GitHub in parts: each part, then the merge', async () => {
    const project = await withBaseline()
    project.remove('.edgejson')
    const steps = shellSteps('github-actions-shards.yml')
    const part = find(steps, '--shard')
    for (const shard of ['1', '2', '3'])
      expect(await runStep(project, part.replaceAll(/\$\{\{ matrix\.shard \}\}/g, shard))).toMatchObject({
        exitCode: 0,
      })
    expect(existsSync(project.path('.edgejson/report.json'))).toBe(false)
    const merged = await runStep(project, find(steps, '--merge-reports'))
    expect(merged.exitCode, merged.stdout + merged.stderr).toBe(0)
    expect(JSON.parse(project.read('.edgejson/report.json')).verdict.state).toBe('stable')
  })

  test('GitLab: whole, and in parts', async () => {
    const project = await withBaseline()
    const steps = shellSteps('gitlab-ci.yml')
    expect(await runStep(project, find(steps, '--run'))).toMatchObject({ exitCode: 0 })
    expect(project.read('.edgejson/junit.xml')).toMatch(/^<\?xml/)
    project.remove('.edgejson')
    for (const CI_NODE_INDEX of ['1', '2'])
      expect(
        await runStep(project, find(steps, '--shard'), { CI_NODE_INDEX, CI_NODE_TOTAL: '2' }),
      ).toMatchObject({ exitCode: 0 })
    expect(await runStep(project, find(steps, '--merge-reports'))).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(project.read('.edgejson/report.json')).coverage.complete).toBe(true)
  })

  test.each([
    ['0x0', false],
    ['0x50000', true],
  ])('Pi 5: throttled=%s warns: %s', async (state, warns) => {
    const project = new Project({})
    const step = find(shellSteps('github-actions-pi5.yml'), 'get_throttled')
    const vcgencmd = `case "$1" in get_throttled) echo "throttled=${state}" ;; *) echo "temp=52.0'C" ;; esac`
    const { exitCode, stdout } = await runStep(project, step, {}, { vcgencmd })
    expect(exitCode).toBe(0)
    expect(/^::warning title=Pi 5 was throttled::/m.test(stdout)).toBe(warns)
  })
})
