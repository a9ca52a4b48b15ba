import { expect, test } from 'vitest'
import { config, ids, lines } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const COUNT = 20
const SCHEMA = { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] }

const inbox = (gold = 0): string =>
  lines(
    ids(COUNT).map((id, index) => ({
      id,
      schema_id: 'person',
      prompt: `Ada is ${index}.`,
      ...(index < gold ? { expected: { age: index } } : {}),
    })),
  )

const completions = (broken: number): string =>
  lines(
    ids(COUNT).map((id, index) => ({ id, output: JSON.stringify({ age: index < broken ? 'old' : index }) })),
  )

/** Without the breaks of a page of 80 columns. */
const flat = (text: string): string => text.replace(/\s+/g, ' ')
const reportOf = (project: Project) => JSON.parse(project.read('.edgejson/report.json'))

test('without expected values the gate is of schema compliance; in a mix of JSONExact', async () => {
  const project = new Project({
    'vitest.config.ts': config(
      `{ model: 'replay:answers.jsonl', datasets: 'inbox.jsonl', schemas: 'schemas', goldValues: 'optional' }`,
    ),
    'schemas/person.json': JSON.stringify(SCHEMA),
    'inbox.jsonl': inbox(),
    'answers.jsonl': completions(0),
  })
  const first = await runEdgejson(project)
  expect(first.exitCode, first.stdout + first.stderr).toBe(0)
  expect(flat(first.stdout)).toContain('schema compliance 100.0 %')

  project.write('answers.jsonl', completions(6))
  const worse = await runEdgejson(project, [], { env: { CI: 'true' } })
  expect(worse.exitCode, worse.stdout + worse.stderr).toBe(1)
  const said = flat(worse.stdout)
  expect(said).toContain('schema compliance fell from 20 to 14 of 20')
  expect(said).toContain('No example has an expected value, so schema compliance decides (gate.metric).')
  expect(said).toContain('20 of 20 compliant')
  expect(reportOf(project)).toMatchObject({
    outcome: { title: 'regression' },
    verdict: { metric: 'schemaCompliance', comparison: { pairs: COUNT, lost: { length: 6 } } },
  })

  // A schema that accepts everything must be accepted before its results count.
  project.write('schemas/person.json', JSON.stringify({ type: 'object' }))
  const looser = await runEdgejson(project, [], { env: { CI: 'true' } })
  expect(looser.exitCode).toBe(2)
  expect(reportOf(project).verdict.reason).toMatch(/^20 examples changed since the baseline/)
  const accepted = runCli(project, 'accept')
  expect(accepted.stdout, accepted.stderr).toMatch(
    /JSON Schema changed \(20\)[\s\S]*\(schema compliance 100\.0 %\)/,
  )
  expect((await runEdgejson(project, [], { env: { CI: 'true' } })).exitCode).toBe(0)

  project.write('inbox.jsonl', inbox(3))
  const mix = await runEdgejson(project, ['-u'])
  expect(mix.exitCode, mix.stdout + mix.stderr).toBe(0)
  expect(reportOf(project).verdict).not.toHaveProperty('metric')
})
