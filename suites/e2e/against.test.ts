import { expect, test } from 'vitest'
import { config, dataset, ids, recording } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project } from './support/project.ts'
import { runVitest } from './support/vitest-process.ts'

const COUNT = 160
const MISSED = ids(COUNT).slice(100)

const CONFIG = (more = '', reference = ''): string =>
  config(`{ name: 'q4', model: 'replay:q4.jsonl', datasets: 'bench.jsonl', reports: ['html', 'markdown'],
    gate: { against: 'fp32', margin: 0.03 }, ${more} }), edgejson({
    name: 'fp32', model: 'replay:fp32.jsonl', datasets: 'bench.jsonl', ${reference} }`)

/** Two projects of one dataset; `lost` are the examples that q4 misses and fp32 has right. */
function projects(lost: readonly string[]): Project {
  return new Project({
    'vitest.config.ts': CONFIG(),
    'bench.jsonl': dataset(COUNT),
    'fp32.jsonl': recording(COUNT, MISSED),
    'q4.jsonl': recording(COUNT, [...lost, ...MISSED]),
  })
}

const both = ['run', '--reporter', 'default', '--project', 'q4', '--project', 'fp32']
const reportOf = (project: Project, name = 'q4') => JSON.parse(project.read(`.edgejson/${name}/report.json`))
/** Without the breaks of a page of 80 columns. */
const flat = (text: string): string => text.replace(/\s+/g, ' ')

test('a project that is shown to be non-inferior passes, without a baseline of its own', async () => {
  const project = projects(['ex-001'])
  const { exitCode, stdout } = await runVitest(project, both, { env: { CI: 'true' } })
  // fp32 has no baseline in CI.
  expect(exitCode, stdout).toBe(2)
  expect(reportOf(project)).toMatchObject({
    outcome: { exitCode: 0, state: 'pass', title: 'non-inferior' },
    verdict: {
      state: 'non_inferior',
      baseline: {
        path: '.edgejson/fp32/report.json',
        origin: { kind: 'project', project: 'fp32' },
        exact: 100,
      },
      comparison: { lost: ['ex-001'], gained: [] },
      nonInferiority: { nonInferior: true, margin: 0.03 },
    },
  })
  expect(flat(stdout)).toMatch(/reference the project fp32 \(fp32, 100 of 160 exact\)/)
  expect(flat(stdout)).toMatch(/bound loss at most \d\.\d points, margin 3\.0 points \(one-sided, 95\.0 %\)/)
  expect(stdout).toMatch(/ non-inferior {2,}within 3\.0 points, the loss is below/)
  const html = project.read('.edgejson/q4/report.html')
  for (const text of [
    'non-inferiority',
    'margin 3.0 points',
    'The dotted line is the margin, 3.0 points.',
    'the gate passes',
  ])
    expect(html).toContain(text)
  expect(project.read('.edgejson/q4/report.md')).toMatch(
    /- reference <code>the project fp32<\/code>[\s\S]*- non-inferiority: loss at most/,
  )
  expect(project.read('.edgejson/q4/junit.xml')).toMatch(
    /name="baseline_origin" value="project:fp32"[\s\S]*name="margin" value="0.03"/,
  )
  expect(() => project.read('bench.q4.baseline.jsonl')).toThrow(/ENOENT/)
})

test('a loss that may be larger than the margin fails the run, whichever project is first', async () => {
  const project = projects(ids(COUNT).slice(0, 3))
  expect((await runVitest(project, both)).exitCode).toBe(1)
  expect(reportOf(project).outcome).toMatchObject({ exitCode: 1, title: 'non-inferiority not shown' })
  expect(reportOf(project, 'fp32').outcome).toMatchObject({ exitCode: 0, title: 'new baseline' })

  // With -u the other project writes its baseline; this one accepts nothing.
  const update = await runVitest(project, [...both, '-u'])
  expect(update.exitCode).toBe(1)
  expect(flat(update.stdout)).toContain(
    '-u wrote no baseline and accepted nothing: the option gate.against names the project fp32',
  )
  expect(() => project.read('bench.q4.baseline.jsonl')).toThrow(/ENOENT/)
})

test('a reference that did not run, or whose run is not complete, is inconclusive', async () => {
  const project = projects([])
  const alone = await runVitest(project, ['run', '--reporter', 'default', '--project', 'q4'])
  expect(alone.exitCode, alone.stdout).toBe(2)
  const message =
    'the project "fp32", which gate.against names, is not part of this run: run both projects (--project)'
  // Before the first example, and in the verdict.
  expect(flat(alone.stdout).split(message).length).toBe(3)
  expect(reportOf(project).verdict).toMatchObject({ state: 'inconclusive', baseline: null })

  project.write('fp32.jsonl', recording(COUNT, MISSED).split('\n').slice(1).join('\n'))
  const broken = await runVitest(project, both)
  expect(broken.exitCode).toBe(2)
  expect(reportOf(project).verdict.reason).toMatch(
    /^the run of the project "fp32", which gate\.against names, is no reference: 1 of 160 examples has no output/,
  )

  project.write('vitest.config.ts', CONFIG('', 'limit: 12'))
  project.write('fp32.jsonl', recording(COUNT, MISSED))
  await runVitest(project, both)
  expect(reportOf(project).verdict).toMatchObject({
    state: 'inconclusive',
    reason: expect.stringContaining('is no reference: limited to the first 12 (12 of 160 examples ran)'),
  })

  project.write('vitest.config.ts', CONFIG('', "template: 'Answer: {prompt}'"))
  await runVitest(project, both)
  expect(reportOf(project).verdict).toMatchObject({
    state: 'inconclusive',
    reason: '160 examples changed against the project fp32; no example is unchanged',
  })
})

test('reports mark what the other project has of the same examples, and list the lost ones', async () => {
  const project = projects(ids(COUNT).slice(0, 3))
  await runVitest(project, both)
  const { cases } = reportOf(project)
  const stateOf = (id: string) => cases.find((each: { id: string }) => each.id === id).baseline
  expect([stateOf('ex-001'), stateOf('ex-050'), stateOf(MISSED[0] as string)]).toEqual(['hit', 'hit', 'miss'])
  expect(project.read('.edgejson/q4/report.html')).toContain('Lost against the project fp32 (3)')
  expect(project.read('.edgejson/q4/junit.xml')).toContain('LOST: ')
})

test('a filtered run of both projects is not gated, as against a baseline', async () => {
  const project = projects([])
  for (const part of [['-t', 'ex-00'], ['bench.jsonl:3']]) {
    const { exitCode, stdout } = await runVitest(project, [...both, ...part])
    expect(exitCode, stdout).toBe(0)
    expect(stdout).toMatch(/ not gated: {2}filtered/)
  }
  expect((await runVitest(project, [...both, '-t', 'ex-00'], { env: { CI: 'true' } })).exitCode).toBe(2)
})

test('shards of both projects are judged when they are merged, by edgejson merge as by Vitest', async () => {
  const project = projects(['ex-001'])
  for (const index of [1, 2]) {
    const { exitCode, stdout, stderr } = await runVitest(project, [
      ...['run', '--project', 'q4', '--project', 'fp32', `--shard=${index}/2`],
      ...['--reporter=blob', `--outputFile.blob=blobs/${index}.json`],
    ])
    expect(exitCode, stdout + stderr).toBe(0)
    for (const name of ['q4', 'fp32'])
      expect(flat(stdout)).toContain(`${name} · bench.jsonl: 80 of 160 examples, not gated: shard ${index}/2`)
  }
  const { exitCode, stdout } = await runVitest(project, [...both, '--merge-reports=blobs'])
  expect(exitCode, stdout).toBe(0)
  expect(reportOf(project).verdict).toMatchObject({ state: 'non_inferior', comparison: { lost: ['ex-001'] } })

  const names = ['q4', 'fp32']
  const written = () => names.map((name) => ({ ...reportOf(project, name), createdAt: null }))
  const byVitest = written()
  for (const file of ['.edgejson/q4/report.json', '.edgejson/fp32/report.json', 'bench.fp32.baseline.jsonl'])
    project.remove(file)
  const [q4 = [], fp32 = []] = names.map((name) =>
    [1, 2].map((part) => `.edgejson/${name}/cases.shard-${part}-2.jsonl`),
  )
  const merged = runCli(project, 'merge', ...q4, ...fp32)
  expect(merged.exitCode, merged.stderr).toBe(0)
  expect(written()).toEqual(byVitest)

  // Below one folder each project has its own.
  const elsewhere = runCli(project, 'merge', ...fp32, ...q4, '--out', 'merged')
  expect(elsewhere.exitCode, elsewhere.stderr).toBe(0)
  const { verdict } = JSON.parse(project.read('merged/q4/report.json'))
  expect(verdict).toMatchObject({ state: 'non_inferior', baseline: { path: 'merged/fp32/report.json' } })

  const alone = runCli(project, 'merge', ...q4)
  expect(alone.exitCode).toBe(2)
  expect(reportOf(project).verdict).toMatchObject({
    state: 'inconclusive',
    reason:
      'the project "fp32", which gate.against names, has no shard file here: name the shard files of both projects, or name its ' +
      'report with the option baseline',
  })
  const missing = runCli(project, 'merge', ...q4, ...fp32.slice(1))
  expect(missing.exitCode).toBe(2)
  expect(missing.stderr).toContain('1 of 2 shards of fp32 · bench.jsonl is missing: "cases.shard-1-2.jsonl"')
})
