import { expect, test } from 'vitest'
import { ids, recording, replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project, prepared } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const COUNT = 158
const BASELINE = 'bench.edgejson.baseline.jsonl'
const missedBefore = ids(COUNT).slice(100)

/** A project whose baseline has 100 of 158 examples. */
const withBaseline = prepared(async () => {
  const project = new Project(replayProject(COUNT, missedBefore))
  const first = await runEdgejson(project)
  expect(first.exitCode, first.stdout + first.stderr).toBe(0)
  return project
})

const verdictOf = (project: Project): { state: string; exitCode: number; reason: string } =>
  JSON.parse(project.read('.edgejson/report.json')).verdict

test('the first run writes the baseline, the second is stable and leaves it as it is', async () => {
  const project = await withBaseline()
  expect(verdictOf(project).state).toBe('new')
  const baseline = project.read(BASELINE)
  expect(baseline.trimEnd().split('\n')).toHaveLength(1 + COUNT)

  const second = await runEdgejson(project)
  expect(second.exitCode).toBe(0)
  expect(second.stderr).toBe('')
  expect(second.stdout).toContain('100 passed | 58 skipped (158)')
  expect(verdictOf(project).state).toBe('stable')
  expect(project.read(BASELINE)).toBe(baseline)
})

test('a worse recording is a regression: exit code 1, with the lost ids', async () => {
  const project = await withBaseline()
  project.write(
    'answers.jsonl',
    recording(COUNT, ['ex-003', 'ex-010', 'ex-011', 'ex-040', 'ex-041', ...missedBefore]),
  )
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode).toBe(1)
  expect(verdictOf(project)).toMatchObject({ state: 'regression', exitCode: 1 })
  for (const id of ['ex-003', 'ex-010', 'ex-011', 'ex-040', 'ex-041']) expect(stdout).toContain(id)
  expect(stdout).toContain('$.rating: expected 2, got -1')
})

test('two lost examples of 158 are suspect: exit code 0, with a warning', async () => {
  const project = await withBaseline()
  project.write('answers.jsonl', recording(COUNT, ['ex-003', 'ex-010', ...missedBefore]))
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode).toBe(0)
  expect(verdictOf(project)).toMatchObject({ state: 'suspect', exitCode: 0 })
  expect(stdout).toContain('suspect')
  expect(stdout).toContain('ex-003')
})

test('a better recording is improved, and does not change the baseline by itself', async () => {
  const project = await withBaseline()
  const baseline = project.read(BASELINE)
  project.write('answers.jsonl', recording(COUNT, missedBefore.slice(10)))
  const { exitCode } = await runEdgejson(project)
  expect(exitCode).toBe(0)
  expect(verdictOf(project).state).toBe('improved')
  expect(project.read(BASELINE)).toBe(baseline)
})

test('an engine that cannot be loaded says so once: exit code 2', async () => {
  const project = await withBaseline()
  project.remove('answers.jsonl')
  const { exitCode, stdout, stderr } = await runEdgejson(project)
  expect(exitCode).toBe(2)
  expect(stdout + stderr).toContain('answers.jsonl')
  expect(stdout + stderr).not.toMatch(/\n\s+at /)
})

test('-u accepts a loss and says what it accepts', async () => {
  const project = await withBaseline()
  const lost = ['ex-003', 'ex-010', 'ex-011', 'ex-040', 'ex-041']
  project.write('answers.jsonl', recording(COUNT, [...lost, ...missedBefore]))
  const accepted = await runEdgejson(project, ['-u'])
  expect(accepted.exitCode).toBe(0)
  expect(verdictOf(project).state).toBe('accepted')
  for (const id of lost) expect(accepted.stdout).toContain(id)

  const next = await runEdgejson(project)
  expect(next.exitCode).toBe(0)
  expect(verdictOf(project).state).toBe('stable')
})

test('CI without a baseline fails and names the way out; it writes nothing', async () => {
  const project = new Project(replayProject(20))
  const { exitCode, stdout } = await runEdgejson(project, [], { env: { CI: 'true' } })
  expect(exitCode).toBe(2)
  expect(stdout).toContain(BASELINE)
  expect(stdout).toMatch(/commit/)
  expect(() => project.read(BASELINE)).toThrow(/ENOENT/)
})

test('a limited run is not gated and writes no baseline', async () => {
  const project = new Project(replayProject(20, ['ex-001']))
  const { exitCode, stdout } = await runEdgejson(project, [], { env: { EDGEJSON_LIMIT: '5' } })
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/not gated.*limited/)
  expect(stdout).toContain('.edgejson/report.json, .edgejson/junit.xml')
  expect(JSON.parse(project.read('.edgejson/report.json')).verdict.state).toBe('not_gated')
  expect(() => project.read(BASELINE)).toThrow(/ENOENT/)
})

test('in CI a file filter that leaves no dataset is no pass', async () => {
  const project = await withBaseline()
  const args = ['nosuchfile', '--passWithNoTests']
  const here = await runEdgejson(project, args)
  expect(here).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('no dataset matches the file filter'),
  })
  const { exitCode, stderr } = await runEdgejson(project, args, { env: { CI: 'true' } })
  expect(exitCode).toBe(2)
  expect(stderr).toContain('in CI a run must judge its datasets')
})

test('a limited run leaves the reports of a full run as they are', async () => {
  const project = await withBaseline()
  const full = project.read('.edgejson/report.json')
  const { stdout } = await runEdgejson(project, [], { env: { EDGEJSON_LIMIT: '5' } })
  expect(stdout).toContain('.edgejson/report.limited.json, .edgejson/junit.limited.xml')
  expect(project.read('.edgejson/report.json')).toBe(full)
})

test('a floor that is broken fails with exit code 1 whatever the baseline says', async () => {
  const project = await withBaseline()
  const options = `{ model: 'replay:answers.jsonl', datasets: 'bench.jsonl', thresholds: { jsonExact: 0.9 } }`
  project.write(
    'vitest.config.ts',
    project.read('vitest.config.ts').replace(/edgejson\(.*\)\]/, `edgejson(${options})]`),
  )
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode).toBe(1)
  expect(stdout).toContain('jsonExact')
  expect(verdictOf(project).exitCode).toBe(1)
})

test('a dataset that was edited: exit code 2 with the names, until edgejson accept takes the edits and no losses', async () => {
  const project = await withBaseline()
  const full = project.read('.edgejson/report.json')
  const lines = project.read('bench.jsonl').trimEnd().split('\n')
  // A miss is deleted, one is made right by its expected value, and the lines come in another order with CRLF.
  const edited = lines
    .slice(0, 157)
    .map((line, index) => (index === 150 ? line.replace('"rating":150', '"rating":-1') : line))
  project.write('bench.jsonl', `${edited.reverse().join('\r\n')}\r\n`)
  const lost = ['ex-003', 'ex-010', 'ex-011', 'ex-040', 'ex-041']
  project.write('answers.jsonl', recording(COUNT, [...lost, ...missedBefore]))
  for (const CI of ['', 'true']) {
    const { exitCode, stdout } = await runEdgejson(project, [], { env: { CI } })
    expect(exitCode).toBe(2)
    expect(stdout).toContain('Changed (1): ex-151 (expected value).')
    expect(stdout).toContain('Removed (1): "ex-158".')
    expect(stdout).toContain('npx edgejson accept')
  }
  const filtered = await runEdgejson(project, ['-t', 'ex-001'])
  expect(filtered.exitCode).toBe(0)
  expect(project.read('.edgejson/report.json')).not.toBe(full)
  expect(JSON.parse(project.read('.edgejson/report.json')).coverage.ran).toBe(COUNT - 1)

  const accepted = runCli(project, 'accept')
  expect(accepted.stderr).toBe('')
  expect(accepted.stdout).toContain('Changed (1): ex-151 (expected value).')
  expect(accepted.exitCode).toBe(0)
  const after = await runEdgejson(project, [], { env: { CI: 'true' } })
  expect(after.exitCode).toBe(1)
  expect(verdictOf(project).state).toBe('regression')
  for (const id of lost) expect(after.stdout).toContain(id)

  project.write(BASELINE, project.read(BASELINE).replace('"exact":false', '"exact":true'))
  const forged = await runEdgejson(project)
  expect(forged.exitCode).toBe(2)
  expect(forged.stdout).toContain('the header counts')
})
