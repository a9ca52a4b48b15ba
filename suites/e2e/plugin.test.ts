import { expect, test } from 'vitest'
import { config, dataset, ids, recording, replayProject } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson, runVitest } from './support/vitest-process.ts'

const UNIT_TEST = `import { expect, test } from 'vitest'\ntest('adds', () => expect(1 + 1).toBe(2))\n`
const OPTIONS = `{ model: 'replay:answers.jsonl', datasets: ['bench.jsonl'] }`

test('one test an example, named by its id; misses are skipped with a note: known or lost, where there is a baseline', async () => {
  const project = new Project(replayProject(4, ['ex-002']))
  const first = await runEdgejson(project, ['--reporter', 'verbose'])
  expect(first.stdout).toMatch(/✓ .*bench\.jsonl:1.* > ex-001|✓ .*bench\.jsonl.* > ex-001/)
  expect(first.stdout).toMatch(/↓ .*ex-002.*\[wrong_value at \$\.rating: expected 1, got -1 \(F1 0\.500\)\]/)
  expect(first.stdout).toContain('3 passed | 1 skipped (4)')

  project.write('answers.jsonl', recording(4, ['ex-002', 'ex-003']))
  const second = await runEdgejson(project, ['--reporter', 'verbose'])
  expect(second.stdout).toMatch(/ex-002.*\[known miss: wrong_value at/)
  expect(second.stdout).toMatch(/ex-003.*\[LOST: wrong_value at/)

  // perExample makes exactly the lost examples red.
  project.write('vitest.config.ts', config(OPTIONS.replace('}', ', perExample: true }')))
  const red = await runEdgejson(project)
  expect(red.exitCode).toBe(1)
  expect(red.stdout).toContain('1 failed | 2 passed | 1 skipped (4)')
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

test('the gate works whatever reporters Vitest has', async () => {
  const project = new Project(replayProject(20))
  await runEdgejson(project)
  project.write('answers.jsonl', recording(20, ids(10)))
  const args = ['run', '--project', 'edgejson', '--reporter=dot', '--reporter=junit']
  expect((await runVitest(project, args)).exitCode).toBe(1)
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
