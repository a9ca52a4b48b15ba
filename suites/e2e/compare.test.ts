import { expect, test } from 'vitest'
import { ids, replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project, prepared } from './support/project.ts'
import { keepRuns } from './support/runs.ts'

const COUNT = 60

const threeRuns = prepared(async () => {
  const project = new Project(replayProject(COUNT))
  await keepRuns(project, COUNT, { good: ['ex-001'], alike: ['ex-002'], bad: ids(COUNT).slice(10, 22) })
  return project
})

test('compares reports of real runs: on the terminal, as JSON, as Markdown', async () => {
  const project = await threeRuns()
  const pair = runCli(project, 'compare', 'runs/good.json', 'runs/bad.json')
  expect(pair).toMatchObject({ exitCode: 0, stderr: '' })
  expect(pair.stdout).toContain('98.3 % → 80.0 %')
  expect(pair.stdout).toContain('12 lost, 1 gained')
  expect(pair.stdout).toContain('B is worse than A')
  for (const id of ids(COUNT).slice(10, 22)) expect(pair.stdout).toContain(id)
  expect(pair.stdout).toContain('not compared: A was replayed')
  for (const line of pair.stdout.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80)

  const json = runCli(project, 'compare', 'runs/good.json', 'runs/alike.json', 'runs/bad.json', '--json')
  expect(json).toMatchObject({ exitCode: 0, stderr: '' })
  const comparison = JSON.parse(json.stdout)
  expect(comparison).toMatchObject({
    kind: 'edgejson-comparison',
    version: 1,
    examples: COUNT,
    reference: 'A',
  })
  expect(comparison.runs.map(({ rank }: { rank: unknown }) => rank)).toEqual([
    [1, 2],
    [1, 2],
    [3, 3],
  ])

  const markdown = runCli(project, 'compare', 'runs/good.json', 'runs/bad.json', '--markdown')
  expect(markdown.stdout).toMatch(/^## EdgeJSON comparison\n\n- \*\*B is worse than A: 12 lost, 1 gained/)
})

test('exit codes: a margin that does not hold and a regression are 1, what cannot be compared is 2', async () => {
  const project = await threeRuns()
  const codes = (...args: string[]): number | null => runCli(project, 'compare', ...args).exitCode
  expect(codes('runs/good.json', 'runs/alike.json', '--margin', '0.1')).toBe(0)
  expect(codes('runs/good.json', 'runs/bad.json', '--margin', '0.1')).toBe(1)
  expect(codes('runs/good.json', 'runs/bad.json', '--fail-on-regression')).toBe(1)
  expect(codes('runs/good.json', 'runs/alike.json', '--fail-on-regression')).toBe(0)
  expect(
    codes('runs/good.json', 'runs/bad.json', '--reference', 'runs/bad.json', '--fail-on-regression'),
  ).toBe(0)

  const report = JSON.parse(project.read('runs/bad.json'))
  const other = (name: string, fingerprint: object): void =>
    project.write(
      `runs/${name}.json`,
      JSON.stringify({ ...report, fingerprint: { ...report.fingerprint, ...fingerprint } }),
    )
  other('metric', { metricVersion: 99 })
  other('limit', { maxNewTokens: 64 })
  const metric = runCli(
    project,
    'compare',
    'runs/good.json',
    'runs/metric.json',
    '--allow-different-settings',
  )
  expect(metric).toMatchObject({ exitCode: 2, stdout: '' })
  expect(metric.stderr).toMatch(/^\[vitest-edgejson\] these runs cannot be compared .*metric version/)
  const limit = runCli(project, 'compare', 'runs/good.json', 'runs/limit.json')
  expect(limit.exitCode).toBe(2)
  expect(limit.stderr).toMatch(/token limit 2048 → 64.*--allow-different-settings/)
  const allowed = runCli(
    project,
    'compare',
    'runs/good.json',
    'runs/limit.json',
    '--allow-different-settings',
  )
  expect(allowed.exitCode).toBe(0)
  expect(allowed.stdout).toContain('Warning: different settings')
})

test('the metric is that of the gates; --metric chooses where they differ', async () => {
  const project = await threeRuns()
  const missed = { 'f1-good': ['ex-001'], 'f1-bad': ids(COUNT).slice(10, 22) }
  await keepRuns(project, COUNT, missed, "gate: { metric: 'fieldF1' }")
  const byF1 = runCli(project, 'compare', 'runs/f1-good.json', 'runs/f1-bad.json', '--fail-on-regression')
  expect(byF1).toMatchObject({ exitCode: 1, stderr: '' })
  expect(byF1.stdout).toMatch(/run +FieldF1[\s\S]*12 lower, 1 higher/)

  const differing = runCli(project, 'compare', 'runs/good.json', 'runs/f1-bad.json')
  expect(differing).toMatchObject({ exitCode: 2, stdout: '' })
  expect(differing.stderr).toMatch(/gated on different metrics .*--metric jsonExact or --metric fieldF1\.\n$/)
  const chosen = runCli(
    project,
    'compare',
    'runs/good.json',
    'runs/f1-bad.json',
    '--metric',
    'jsonExact',
    '--json',
  )
  expect(chosen.exitCode, chosen.stderr).toBe(0)
  expect(JSON.parse(chosen.stdout)).toMatchObject({ metric: 'jsonExact', against: [{ lost: 12, gained: 1 }] })
  const unknown = runCli(project, 'compare', 'runs/good.json', 'runs/f1-bad.json', '--metric', 'exact')
  expect(unknown.exitCode).toBe(2)
  expect(unknown.stderr).toMatch(/'exact' is invalid. Allowed choices are jsonExact/)
})

test('bad input is one message, with the way out and without a stack', async () => {
  const project = new Project({
    'broken.json': '{"kind": "edgejson-run"',
    'other.json': '{}',
    'empty/x.txt': '',
  })
  const cases = [
    [['broken.json', 'broken.json'], /broken\.json is not JSON/],
    [['other.json', 'other.json'], /other\.json is not a run report/],
    [['empty', 'empty'], /contains no report\.json/],
    [['\u001b[2Jmissing.json', 'x'], /"\\u001b\[2Jmissing\.json" does not exist/],
    [['other.json'], /two reports or more/],
    [['a', 'b', '--margin', '3'], /--margin/],
    [['a', 'b', '--json', '--markdown'], /cannot be used with/],
  ] as const
  for (const [args, message] of cases) {
    const { exitCode, stdout, stderr } = runCli(project, 'compare', ...args)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(stdout).toBe('')
    expect(exitCode, stderr).not.toBe(0)
  }
})
