import { expect, test } from 'vitest'
import { config, dataset, lines, recording, replayProject } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

test('a line that cannot be read is a red test with file and line; the others still run', async () => {
  const project = new Project(replayProject(3))
  const [first, second, third] = dataset(3).trimEnd().split('\n')
  const twice = `{"id":"a","prompt":"p","expected":{"n":1,"n":2}}`
  project.write(
    'bench.jsonl',
    `\uFEFF${first}\r\n${second?.slice(0, 40)}\r\n\r\n${third}\r\n${first}\r\n${twice}\r\n`,
  )
  const { exitCode, stdout, stderr } = await runEdgejson(project)
  expect(exitCode).toBe(2)
  expect(stdout).toContain('3 failed | 2 passed (5)')
  expect(stdout + stderr).toContain('bench.jsonl:2')
  expect(stdout + stderr).toMatch(/bench\.jsonl:5.*line 1/)
  expect(stdout + stderr).toContain('the key "n" occurs twice in one object')
})

test('any JSONL works with a field map', async () => {
  const rows = [
    { key: 'a', input: { text: 'Name: Ada' }, answer: { name: 'Ada' }, kind: 'short' },
    { key: 'b', input: { text: 'Name: Bob' }, answer: '{"name":"Bob"}', kind: 'short' },
  ]
  const project = new Project({
    'bench.jsonl': lines(rows),
    'answers.jsonl': lines([
      { id: 'a', output: '{"name":"Ada"}' },
      { id: 'b', output: '{"name":"Rob"}' },
    ]),
    'vitest.config.ts': config(
      `{ model: 'replay:answers.jsonl', datasets: 'bench.jsonl',
         fields: { id: 'key', prompt: 'input.text', expected: 'answer', complexity: 'kind' } }`,
    ),
  })
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toContain('1 passed | 1 skipped (2)')
  const report = JSON.parse(project.read('.edgejson/report.json'))
  expect(report.byComplexity.short).toMatchObject({ examples: 2, exact: 1 })
  expect(report.totals.lenient.schemaCompliance).toBeNull()
})

test('hostile ids, answers and values come through as data', async () => {
  const id = '"; process.exit(0); //\u2028\u001b[31m`\u0024{1}` </script> %s __proto__'
  const expected = { __proto__x: 1, text: ']]>\u0000\u001b[2J::error::' }
  const project = new Project({
    ...replayProject(1),
    'bench.jsonl': lines([
      { id, schema_id: '__proto__', prompt: '{prompt} $& $1', expected_output: expected },
      { id: 'constructor', schema_id: 'constructor', prompt: 'x', expected_output: { a: 1 } },
    ]),
    'answers.jsonl': lines([
      { id, output: JSON.stringify(expected) },
      { id: 'constructor', output: '::error::\u001b[2J]]>\u0000\ud800{"a":' },
    ]),
  })
  const { exitCode, stdout } = await runEdgejson(project, ['--reporter', 'verbose'])
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toContain('1 passed | 1 skipped (2)')
  expect(stdout).not.toContain('\u001b[2J')
  const report = JSON.parse(project.read('.edgejson/report.json'))
  expect(report.cases.map((record: { id: string }) => record.id)).toEqual([
    '"; process.exit(0); //\\u2028\\u001b[31m`\u0024{1}` </script> %s __proto__',
    'constructor',
  ])
  expect(Object.keys(report.bySchema)).toEqual(expect.arrayContaining(['__proto__', 'constructor']))
})

test('two datasets are two reports and two baselines', async () => {
  const project = new Project({
    ...replayProject(3),
    'more.jsonl': dataset(5),
    'answers.jsonl': recording(5),
    'vitest.config.ts': config(`{ model: 'replay:answers.jsonl', datasets: ['bench.jsonl', 'more.jsonl'] }`),
  })
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode, stdout).toBe(0)
  expect(JSON.parse(project.read('.edgejson/bench/report.json')).dataset.examples).toBe(3)
  expect(JSON.parse(project.read('.edgejson/more/report.json')).dataset.examples).toBe(5)
  expect(project.read('more.edgejson.baseline.jsonl')).toContain('ex-005')
})

test('hostile ids are escaped in the names of tests, and any JSON value may be expected', async () => {
  const hostile = 'pwn\n::error::boom\u001b[31m'
  const project = new Project({
    'bench.jsonl': lines([
      { id: hostile, prompt: 'p', expected: null },
      { id: '::error::first', prompt: 'q', expected: 'Berlin' },
      { id: 'text', prompt: 'r', expected: '{"a":1}' },
    ]),
    'answers.jsonl': lines([
      { id: hostile, output: 'null' },
      { id: '::error::first', output: '"Berlin"' },
      { id: 'text', output: 'It is {"a":1}.' },
    ]),
    'vitest.config.ts': config(`{ model: 'replay:answers.jsonl', datasets: 'bench.jsonl' }`),
  })
  const all = await runEdgejson(project, ['--reporter=verbose', '--reporter=tap-flat'])
  expect(all.exitCode, all.stdout + all.stderr).toBe(0)
  expect(all.stdout + all.stderr).not.toMatch(/^\s*::error::/m)
  expect(all.stdout).toContain('pwn\\n::error::boom\\u001b[31m')
  const one = await runEdgejson(project, ['-t', String.raw`pwn\\n::error::boom`, '--reporter=verbose'])
  expect(one.stdout).toContain('1 passed | 2 skipped (3)')
})
