import { expect, test } from 'vitest'
import { config, lines } from './support/benchmark.ts'
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

const order = {
  $schema: 'http://json-schema.org/draft-04/schema#',
  properties: { ship: { $ref: 'parts/address.json' }, total: { type: 'number', multipleOf: 0.01 } },
}

test('a schema refers to files of its folder; a name that is not there is a note with the nearest one', async () => {
  const project = orders(['order', 'order', 'ordr'], {
    'order.json': order,
    'parts/address.json': { type: 'object', required: ['city'] },
  })
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode, stdout).toBe(0)
  const report = JSON.parse(project.read('.edgejson/report.json'))
  expect(report.totals.lenient.schemaCompliance).toBe(1)
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    '1 of 3 examples name the schema "ordr", which does not exist, and have no schema compliance: is "order" meant?',
  )
})

test('a broken schema ends the run before a model is asked, with its file', async () => {
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
  expect(first.stdout.replace(/\s+/g, ' ')).toContain('the packaged schemas judge the lines of EdgeJSON only')
  const named = orders(['invoice', 'invoice'], {}, "'edgejson'")
  await runEdgejson(named)
  expect(JSON.parse(named.read('.edgejson/report.json')).totals.lenient.schemaCompliance).toBe(0)
})
