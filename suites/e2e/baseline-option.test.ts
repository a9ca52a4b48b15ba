import { expect, test } from 'vitest'
import { gitIn } from '../../plugin/core/test-support/git-in.ts'
import { config, ids, recording, replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project, prepared } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const COUNT = 60
const BASELINE = 'bench.edgejson.baseline.jsonl'
const LOST = ids(COUNT).slice(0, 6)

const withOption = (more: string): string =>
  config(
    `{ model: 'replay:answers.jsonl', datasets: ['bench.jsonl'], reports: ['html', 'markdown'], ${more} }`,
  )

const git = (project: Project, ...args: readonly string[]): string => gitIn(project.root, args)

const reportOf = (project: Project) => JSON.parse(project.read('.edgejson/report.json'))
/** Without the breaks of a page of 80 columns. */
const flat = (text: string): string => text.replace(/\s+/g, ' ')

/** A repository whose branch main has a baseline with every example right, and a run report of it in another folder. */
const repository = prepared(async () => {
  const project = new Project(replayProject(COUNT))
  const first = await runEdgejson(project)
  expect(first.exitCode, first.stdout + first.stderr).toBe(0)
  project.write('reference/report.json', project.read('.edgejson/report.json'))
  git(project, 'init', '-q', '-b', 'main')
  git(project, 'add', '-f', 'vitest.config.ts', 'bench.jsonl', BASELINE)
  git(project, 'commit', '-q', '-m', 'accepted')
  return project
})

test('git:REF: a branch cannot accept its own loss, and every output names the commit', async () => {
  const project = await repository()
  const commit = git(project, 'rev-parse', 'HEAD')
  project.write('answers.jsonl', recording(COUNT, LOST))
  const accepted = await runEdgejson(project, ['-u'])
  expect(accepted.exitCode, accepted.stdout).toBe(0)
  const before = project.read(BASELINE)

  project.write('vitest.config.ts', withOption(`baseline: 'git:main'`))
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode, stdout).toBe(1)
  const { verdict } = reportOf(project)
  expect(verdict).toMatchObject({
    state: 'regression',
    baseline: { path: BASELINE, origin: { kind: 'git', ref: 'main', commit }, exact: COUNT },
  })
  expect(verdict.comparison.lost).toEqual(LOST)
  const place = `${BASELINE} in git:main, commit ${commit.slice(0, 12)}`
  expect(flat(stdout)).toContain(place)
  expect(stdout).toMatch(/To accept the new state anyway, run Vitest with -u and without the option/)
  expect(project.read('.edgejson/report.html')).toContain(place)
  expect(project.read('.edgejson/report.md')).toContain(`commit ${commit.slice(0, 12)}`)
  expect(project.read('.edgejson/junit.xml')).toContain(`name="baseline_commit" value="${commit}"`)

  // The state of the marks is that of the commit, too, and -u accepts nothing.
  const again = await runEdgejson(project, ['-u'])
  expect(again.exitCode, again.stdout).toBe(1)
  expect(flat(again.stdout), again.stdout).toContain(
    `-u wrote no baseline and accepted nothing: the option baseline names git:main, commit ${commit.slice(0, 12)}, which is only read.`,
  )
  expect(project.read(BASELINE)).toBe(before)
  expect(reportOf(project).cases.slice(0, 6)).toMatchObject(LOST.map((id) => ({ id, baseline: 'hit' })))

  const accept = runCli(project, 'accept')
  expect(accept.exitCode).toBe(2)
  expect(accept.stderr).toContain('--baseline FILE')
})

test('a commit without the baseline, and one that the clone lacks, are inconclusive outside CI, too', async () => {
  const project = await repository()
  git(project, 'rm', '-q', '--cached', BASELINE)
  git(project, 'commit', '-q', '-m', 'without')
  project.write('vitest.config.ts', withOption(`baseline: 'git:HEAD'`))
  const without = await runEdgejson(project)
  expect(without.exitCode, without.stdout).toBe(2)
  expect(flat(without.stdout)).toMatch(
    new RegExp(
      `there is no ${BASELINE} in git:HEAD \\(commit [0-9a-f]{12}\\), which the option baseline names`,
    ),
  )

  project.write('vitest.config.ts', withOption(`baseline: 'git:origin/main'`))
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode, stdout).toBe(2)
  expect(flat(stdout)).toContain('the clone has no such commit. Fetch it first')
  expect(reportOf(project).verdict).toMatchObject({ state: 'inconclusive', baseline: null })
})

test('a report: the same verdict as with the baseline of its run, and nothing is written', async () => {
  const project = await repository()
  project.write('answers.jsonl', recording(COUNT, LOST))
  expect((await runEdgejson(project)).exitCode).toBe(1)
  const byFile = reportOf(project).verdict

  project.remove(BASELINE)
  project.write('vitest.config.ts', withOption(`baseline: 'reference/report.json'`))
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode, stdout).toBe(1)
  const { verdict } = reportOf(project)
  expect(verdict).toEqual({
    ...byFile,
    baseline: { ...byFile.baseline, path: 'reference/report.json', origin: { kind: 'report' } },
    notes: verdict.notes,
  })
  expect(stdout).toContain('report reference/report.json (')
  expect(flat(stdout)).toContain(
    'let the option baseline name a copy of the report of this run (.edgejson/report.json).',
  )

  project.remove('reference')
  const missing = await runEdgejson(project)
  expect(missing.exitCode, missing.stdout).toBe(2)
  expect(flat(missing.stdout)).toContain(
    'there is no report at reference/report.json, which the option baseline names',
  )
  expect(() => project.read(BASELINE)).toThrow(/ENOENT/)
})

test('a report of a part of the dataset, and a file that is no report, are inconclusive', async () => {
  const project = await repository()
  // A filtered run is not gated, and leaves the reports and the baseline of a whole run to one.
  project.remove(BASELINE)
  const filtered = await runEdgejson(project, ['-t', 'ex-001'])
  expect(filtered.exitCode).toBe(0)
  expect(filtered.stdout).toMatch(/not gated.*filtered/)
  expect(filtered.stdout).toContain('.edgejson/report.filtered.json, .edgejson/junit.filtered.xml')
  expect(JSON.parse(project.read('.edgejson/report.filtered.json')).verdict.state).toBe('not_gated')
  expect(() => project.read(BASELINE)).toThrow(/ENOENT/)
  project.write('reference/report.json', project.read('.edgejson/report.filtered.json'))
  project.write('vitest.config.ts', withOption(`baseline: 'reference/report.json'`))
  const part = await runEdgejson(project)
  expect(part.exitCode, part.stdout).toBe(2)
  expect(flat(part.stdout)).toContain('is no reference: its run is filtered (1 of 60 examples ran)')

  project.write('reference/report.json', '{"kind":"other"}')
  const other = await runEdgejson(project)
  expect(other.exitCode, other.stdout).toBe(2)
  expect(flat(other.stdout)).toContain('is not a run report')
})

test('a report that another project of the run replaces ends the start; with --project it is read', async () => {
  const project = new Project(replayProject(12))
  project.write(
    'vitest.config.ts',
    config(`{ name: 'a', model: 'replay:answers.jsonl', datasets: 'bench.jsonl', outputDir: 'out' }), edgejson({
      name: 'b', model: 'replay:answers.jsonl', datasets: 'bench.jsonl', outputDir: 'out', baseline: 'out/a/report.json' }`),
  )
  const both = await runEdgejson(project, ['--project', 'a', '--project', 'b'])
  expect(both.exitCode).toBe(2)
  expect(both.stdout + both.stderr).toMatch(/which the project "a" of the same run replaces/)

  expect((await runEdgejson(project, ['--project', 'a'])).exitCode).toBe(0)
  const second = await runEdgejson(project, ['--project', 'b'])
  expect(second.exitCode, second.stdout + second.stderr).toBe(0)
  expect(JSON.parse(project.read('out/b/report.json')).verdict.state).toBe('stable')
})
