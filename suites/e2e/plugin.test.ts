import { expect, test } from 'vitest'
import { config, dataset, ids, recording, replayProject } from './support/benchmark.ts'
import { Project, prepared } from './support/project.ts'
import { runEdgejson, runVitest } from './support/vitest-process.ts'

const UNIT_TEST = `import { expect, test } from 'vitest'\ntest('adds', () => expect(1 + 1).toBe(2))\n`
const OPTIONS = `{ model: 'replay:answers.jsonl', datasets: ['bench.jsonl'] }`

test('one test an example, named by its id; misses are skipped with a note', async () => {
  const project = new Project(replayProject(4, ['ex-002']))
  const { stdout } = await runEdgejson(project, ['--reporter', 'verbose'])
  expect(stdout).toMatch(/✓ .*bench\.jsonl:1.* > ex-001|✓ .*bench\.jsonl.* > ex-001/)
  expect(stdout).toMatch(/↓ .*ex-002.*\[wrong_value at \$\.rating: expected 1, got -1 \(F1 0\.500\)\]/)
  expect(stdout).toContain('3 passed | 1 skipped (4)')
})

test('against a baseline the note says whether a miss is known or lost', async () => {
  const project = new Project(replayProject(4, ['ex-002']))
  await runEdgejson(project)
  project.write('answers.jsonl', recording(4, ['ex-002', 'ex-003']))
  const { stdout } = await runEdgejson(project, ['--reporter', 'verbose'])
  expect(stdout).toMatch(/ex-002.*\[known miss: wrong_value at/)
  expect(stdout).toMatch(/ex-003.*\[LOST: wrong_value at/)
})

test("the root's own tests keep running next to the project", async () => {
  const project = new Project({ ...replayProject(3), 'sum.test.ts': UNIT_TEST })
  const { exitCode, stdout } = await runVitest(project, ['run', '--reporter', 'default'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('sum.test.ts')
  expect(stdout).toContain('4 passed (4)')
})

test('projects that are there already stay', async () => {
  const project = new Project({ ...replayProject(3), 'unit/sum.test.ts': UNIT_TEST })
  project.write(
    'vitest.config.ts',
    config(OPTIONS).replace(
      'plugins:',
      `test: { globals: true, projects: [{ extends: true, test: { name: 'unit', include: ['unit/**/*.test.ts'] } }] }, plugins:`,
    ),
  )
  const both = await runVitest(project, ['run', '--reporter', 'default'])
  expect(both.exitCode).toBe(0)
  expect(both.stdout).toContain('4 passed (4)')
  const unit = await runVitest(project, ['run', '--project', 'unit', '--reporter', 'default'])
  expect(unit.stdout).toContain('1 passed (1)')
  expect(unit.stdout).not.toContain('bench.jsonl')
})

test('a config file of any name works', async () => {
  const project = new Project({ ...replayProject(3), 'sum.test.ts': UNIT_TEST })
  project.write('my.config.mjs', project.read('vitest.config.ts'))
  project.remove('vitest.config.ts')
  const { exitCode, stdout } = await runVitest(project, [
    'run',
    '--config',
    'my.config.mjs',
    '--reporter',
    'default',
  ])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('4 passed (4)')
})

test('--tags-filter runs a complexity', async () => {
  const project = new Project(replayProject(6))
  const { stdout } = await runEdgejson(project, ['--tags-filter', 'complex'])
  expect(stdout).toContain('2 passed | 4 skipped (6)')
})

test('vitest list names every example with its line, and loads no model', async () => {
  const project = new Project(replayProject(3))
  project.remove('answers.jsonl')
  const { exitCode, stdout } = await runVitest(project, ['list', '--project', 'edgejson', '--json'])
  expect(exitCode).toBe(0)
  const listed = JSON.parse(stdout.slice(stdout.indexOf('['))) as {
    name: string
    location?: { line: number }
  }[]
  expect(listed.map(({ name }) => name)).toEqual(ids(3))
  expect(listed.map(({ location }) => location?.line)).toEqual([1, 2, 3])
})

const twentyExact = prepared(async () => {
  const project = new Project(replayProject(20))
  await runEdgejson(project)
  return project
})

test.each(['dot', 'junit'])('the gate works with --reporter=%s', async (reporter) => {
  const project = await twentyExact()
  project.write('answers.jsonl', recording(20, ids(10)))
  const { exitCode } = await runVitest(project, ['run', '--project', 'edgejson', '--reporter', reporter])
  expect(exitCode).toBe(1)
})

test('misses: "fail" makes a missed example red, with a table of paths', async () => {
  const project = new Project(replayProject(4, ['ex-002']))
  project.write('vitest.config.ts', config(OPTIONS.replace('}', `, misses: 'fail' }`)))
  const { exitCode, stdout, stderr } = await runEdgejson(project)
  expect(exitCode).toBe(1)
  expect(stdout).toContain('1 failed | 3 passed (4)')
  expect(stdout + stderr).toMatch(/\$\.rating\s.*1\s.*-1\s.*wrong_value/)
})

test('perExample makes exactly the lost examples red', async () => {
  const project = new Project(replayProject(4, ['ex-002']))
  project.write('vitest.config.ts', config(OPTIONS.replace('}', ', perExample: true }')))
  expect((await runEdgejson(project)).exitCode).toBe(0)
  project.write('answers.jsonl', recording(4, ['ex-002', 'ex-003']))
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode).toBe(1)
  expect(stdout).toContain('1 failed | 2 passed | 1 skipped (4)')
})

test('the assertion is the user’s to replace; exact match is recorded too', async () => {
  const project = new Project(replayProject(4, ['ex-002']))
  project.write('vitest.config.ts', config(OPTIONS.replace('}', `, assertion: './assertion.ts' }`)))
  project.write(
    'assertion.ts',
    `import 'vitest-edgejson/matchers'
     export default ({ expect, example, completion }) => {
       expect(completion).toHaveFieldF1Above(0.4, example.expected)
     }`,
  )
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode).toBe(0)
  expect(stdout).toContain('4 passed (4)')
  expect(JSON.parse(project.read('.edgejson/report.json')).totals.lenient.jsonExact).toBe(0.75)
})

test('two plugins with different names are two projects with a baseline each', async () => {
  const project = new Project({ ...replayProject(3), 'worse.jsonl': recording(3, ['ex-001']) })
  project.write(
    'vitest.config.ts',
    config(OPTIONS).replace(
      '[edgejson(',
      `[edgejson({ name: 'worse', model: 'replay:worse.jsonl', datasets: 'bench.jsonl' }), edgejson(`,
    ),
  )
  const { exitCode, stdout } = await runVitest(project, ['run', '--reporter', 'default'])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('5 passed | 1 skipped (6)')
  expect(project.read('bench.worse.baseline.jsonl')).toContain('"ex-001"')
  expect(project.read('bench.edgejson.baseline.jsonl')).toContain('"ex-001"')
})

test('a wrong option is an error that quotes it and lists the right ones', async () => {
  const project = new Project(replayProject(3))
  project.write('vitest.config.ts', config(`{ modle: './x' }`))
  const { exitCode, stderr } = await runEdgejson(project)
  expect(exitCode).not.toBe(0)
  expect(stderr).toContain('there is no option "modle". Did you mean "model"?')
  expect(stderr).toContain('datasets')
})

test('a dataset that is not there is an error that names it', async () => {
  const project = new Project(replayProject(3))
  const { exitCode, stderr } = await runEdgejson(project, [], { env: { EDGEJSON_DATASET: 'nowhere.jsonl' } })
  expect(exitCode).not.toBe(0)
  expect(stderr).toContain('nowhere.jsonl')
})

test('EDGEJSON_DATASET, EDGEJSON_MODEL and EDGEJSON_OUTPUT_DIR override the options', async () => {
  const project = new Project({
    ...replayProject(3),
    'other/more [1].jsonl': dataset(7),
    'other/answers.jsonl': recording(7),
  })
  const { exitCode, stdout } = await runEdgejson(project, [], {
    env: {
      EDGEJSON_DATASET: 'other/more [1].jsonl',
      EDGEJSON_MODEL: 'replay:other/answers.jsonl',
      EDGEJSON_OUTPUT_DIR: 'out',
    },
  })
  expect(exitCode, stdout).toBe(0)
  expect(JSON.parse(project.read('out/report.json')).dataset).toMatchObject({
    path: 'other/more [1].jsonl',
    examples: 7,
  })
})
