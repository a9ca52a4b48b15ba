import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ids, replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project } from './support/project.ts'
import { keepRun } from './support/runs.ts'

const COUNT = 30

/** Three runs of one benchmark, each with answers of its own. */
async function threeRuns(): Promise<Project> {
  const project = new Project(replayProject(COUNT))
  await keepRun(project, 'fp32', COUNT, ['ex-001'])
  await keepRun(project, 'q4', COUNT, ['ex-001', 'ex-002'])
  await keepRun(project, 'untuned', COUNT, ids(COUNT).slice(4))
  return project
}

const RUNS = ['runs/fp32.json', 'runs/q4.json', 'runs/untuned.json']

test('one command makes everything from real runs', async () => {
  const project = await threeRuns()
  const { exitCode, stdout, stderr } = runCli(
    project,
    ...['report', ...RUNS, '--all', 'out', '--margin', '0.1', '--dataset', 'bench.jsonl', '--published'],
  )
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 0, stdout: '' })
  expect(readdirSync(project.path('out')).sort()).toEqual([
    'cases.jsonl',
    'comment.md',
    'comparison.json',
    'comparison.md',
    'comparison.txt',
    'csv',
    'junit.xml',
    'leaderboard',
    'paper',
    'report.html',
    'report.md',
    'reports.json',
    'summary.txt',
  ])
  for (const name of ['summary.txt', 'comparison.txt'])
    for (const line of project.read(`out/${name}`).split('\n'))
      expect([...line].length, line).toBeLessThanOrEqual(80)
  expect(project.read('out/report.html')).toContain('Run 3 is worse than run 1')
  expect(project.read('out/comparison.md')).toContain('run 3 is worse than run 1')
  expect(JSON.parse(project.read('out/leaderboard/leaderboard.json'))).toMatchObject({
    againstDataset: true,
    rejected: [],
    entries: [{ exact: 29 }, { exact: 28 }, { exact: 4 }],
  })
  expect(
    readdirSync(project.path('out/paper/figures')).filter((name) => name.endsWith('.png')).length,
  ).toBeGreaterThan(3)
})

test('the page shows how the committed baseline went', async () => {
  const project = await threeRuns()
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.invalid', ...args], {
      cwd: project.root,
      stdio: 'pipe',
    })
  git('init', '-q')
  const page = (...args: string[]) =>
    runCli(project, 'report', 'runs/q4.json', '--html', 'page.html', '--history', ...args)
  const none = page()
  expect(none).toMatchObject({ exitCode: 2, stdout: '' })
  expect(none.stderr).toContain('was never committed')
  expect(none.stderr).not.toContain('    at ')
  expect(existsSync(project.path('page.html'))).toBe(false)

  git('add', '-f', 'bench.edgejson.baseline.jsonl')
  git('commit', '-q', '-m', 'Accept <b>fp32</b>')
  expect(page()).toMatchObject({ exitCode: 0 })
  expect(project.read('page.html')).toContain('Accept &lt;b&gt;fp32&lt;/b&gt;')
  expect(project.read('page.html')).toContain('29 of 30')
})
