import { expect, test } from 'vitest'
import { config, lines } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

/** Examples of orders that name these schemas, answered exactly, with these schema files. */
function orders(
  schemaIds: readonly string[],
  schemas: Readonly<Record<string, object>>,
  option = "'schemas'",
): Project {
  const ids = schemaIds.map((_, index) => `o${index + 1}`)
  const expected = { ship: { city: 'Ulm' }, total: 19.99 }
  return new Project({
    'bench.jsonl': lines(
      ids.map((id, index) => ({ id, prompt: 'Ulm, 19.99', expected, schema_id: schemaIds[index] })),
    ),
    'answers.jsonl': lines(ids.map((id) => ({ id, output: JSON.stringify(expected) }))),
    ...Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [`schemas/${name}`, JSON.stringify(schema)]),
    ),
    'vitest.config.ts': config(
      `{ model: 'replay:answers.jsonl', datasets: 'bench.jsonl', schemas: ${option} }`,
    ),
  })
}

/** No linear-time engine has look-ahead in the middle of a pattern. */
const PATTERN = '^(?:(?!--)[A-Za-z-])+$'

const order = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  properties: { ship: { $ref: 'parts/address.json' }, total: { type: 'number', multipleOf: 0.01 } },
}

test('a schema refers to files of its folder; a name that is not there is a note with the nearest one', async () => {
  const project = orders(['order', 'order', 'ordr'], {
    'order.json': order,
    'parts/address.json': { type: 'object', required: ['city'], const: { city: 'Bonn' } },
  })
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode, stdout).toBe(0)
  const report = JSON.parse(project.read('.edgejson/report.json'))
  expect(report.verdict.notes).toContain(
    'the schema "schemas/parts/address.json" is judged as draft-04, which ignores const at its root: name the draft that ' +
      'has these keywords in $schema, or remove them.',
  )
  expect(report.totals.lenient.schemaCompliance).toBe(1)
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    '1 of 3 examples name the schema "ordr", which does not exist, and have no schema compliance: did you mean "order"?',
  )
})

test('a pattern that needs backtracking is refused by name, or allowed by name', async () => {
  const city = { type: 'object', properties: { city: { type: 'string', pattern: PATTERN } } }
  const schemas = { 'order.json': { properties: { ship: city } } }
  const refused = await runEdgejson(orders(['order'], schemas))
  expect(refused.exitCode).toBe(2)
  expect((refused.stdout + refused.stderr).replace(/\s+/g, ' ')).toContain(
    `the pattern ${JSON.stringify(PATTERN)} has a look-ahead that is not at the start of the text`,
  )
  const allowed = orders(['order'], schemas, `'schemas', backtrackingPatterns: [${JSON.stringify(PATTERN)}]`)
  const { exitCode, stdout } = await runEdgejson(allowed)
  expect(exitCode, stdout).toBe(0)
  const board = ['leaderboard', '.edgejson', '--dataset', 'bench.jsonl', '--schemas', 'schemas']
  expect(runCli(allowed, ...board)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('look-ahead'),
  })
  expect(runCli(allowed, ...board, '--backtracking-pattern', PATTERN)).toMatchObject({ exitCode: 0 })
  expect(JSON.parse(allowed.read('.edgejson/report.json')).totals.lenient.schemaCompliance).toBe(1)
})

test('a value beyond the bound of work has no score', async () => {
  const child = { properties: { child: { $ref: '#/definitions/node' } } }
  const node = {
    anyOf: [{ required: ['no'], ...child }, { required: ['none'], ...child }, { allOf: [child, child] }],
  }
  const project = orders(['order', 'order'], {
    'order.json': { $ref: '#/definitions/node', definitions: { node } },
  })
  let value: object = {}
  for (let depth = 0; depth < 60; depth += 1) value = { child: value }
  project.write(
    'answers.jsonl',
    lines([
      { id: 'o1', output: JSON.stringify(value) },
      { id: 'o2', output: '{"child":{}}' },
    ]),
  )
  const { exitCode, stdout, stderr } = await runEdgejson(project)
  expect(exitCode, stdout).toBe(2)
  expect((stdout + stderr).replace(/\s+/g, ' ')).toContain('more than 500000000 steps. It is not scored')
  const [first, second] = JSON.parse(project.read('.edgejson/report.json')).cases
  expect([first.state, first.scores, second.scores.lenient.schemaCompliance]).toEqual(['failed', null, true])
})

test('a broken schema ends the run before the first request, with its file', async () => {
  const project = orders(['order', 'order'], { 'order.json': order })
  const { exitCode, stdout, stderr } = await runEdgejson(project)
  expect(exitCode).toBe(2)
  const output = (stdout + stderr).replace(/\s+/g, ' ')
  expect(output).toContain(
    'the schema "schemas/order.json" is broken: it refers to "parts/address.json", which is no file',
  )
  expect(output).not.toContain('broken line')
})

test('the packaged schemas do not judge the lines of others, unless they are named', async () => {
  const project = orders(['invoice', 'invoice'], {}, 'undefined')
  const first = await runEdgejson(project)
  expect(first.exitCode, first.stdout).toBe(0)
  expect(JSON.parse(project.read('.edgejson/report.json')).totals.lenient.schemaCompliance).toBeNull()
  expect(first.stdout.replace(/\s+/g, ' ')).toContain(
    'the packaged schemas apply to the lines of EdgeJSON only',
  )
  const named = orders(['invoice', 'invoice'], {}, "'edgejson'")
  await runEdgejson(named)
  expect(JSON.parse(named.read('.edgejson/report.json')).totals.lenient.schemaCompliance).toBe(0)
})
