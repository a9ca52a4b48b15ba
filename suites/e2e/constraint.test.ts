import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { config } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const LINES = readFileSync(
  fileURLToPath(new URL('../../fixtures/edgejson/test.jsonl', import.meta.url)),
  'utf8',
)
  .split('\n')
  .slice(0, 2)

/** A line whose schema the packaged model does not know and whose expected value the grammar refuses. */
const OWN = {
  id: 'own',
  schema_id: 'own',
  prompt: 'Title: Hello\n\nPlease extract the title as JSON.',
  expected_output: { title: 'Hello', undeclared: true },
}
const SCHEMA = {
  type: 'object',
  properties: { title: { type: 'string', maxLength: 8, format: 'x' }, kind: { enum: ['only'] } },
  required: ['title', 'kind'],
}

test('outputs of the packaged model are constrained, and the report says what the grammar leaves out', {
  timeout: 300_000,
}, async () => {
  const project = new Project({
    'vitest.config.ts': config(
      `{ datasets: ['bench.jsonl'], schemas: 'schemas', engine: { constrain: 'schema' }, gate: false }`,
    ),
    'schemas/own.json': JSON.stringify(SCHEMA),
    'bench.jsonl': `${LINES.map((line) => line.replace(/"schema_id": "[^"]*"/, '"schema_id": "own"')).join('\n')}\n${JSON.stringify(OWN)}\n`,
  })
  const { stdout, stderr } = await runEdgejson(project)
  const report: LoadedReport = JSON.parse(project.read('.edgejson/report.json'))
  const text = stdout + stderr
  expect(report.constraint, text).toMatchObject({
    mode: 'schema',
    whiteSpace: 'any',
    unenforced: [{ schema: 'own', path: '#/properties/title/format', keyword: 'format' }],
    expected: { checked: 3, refused: 3, firstRefused: [{}, {}, { id: 'own', schema: 'own' }] },
  })
  expect(report.model.constraint).toMatch(/^schema, @mlc-ai\/web-xgrammar \d/)
  expect(report.totals.lenient.schemaCompliance).toBe(1)
  expect(report.verdict.notes.join()).toContain('expected values accepted: 0 of 3')
})

test('keywords that are not enforced stop the run where the configuration says so', async () => {
  const project = new Project({
    'vitest.config.ts': config(
      `{ datasets: ['bench.jsonl'], schemas: 'schemas', engine: { constrain: 'schema', constrainUnenforced: 'refuse' }, gate: false }`,
    ),
    'schemas/own.json': JSON.stringify(SCHEMA),
    'bench.jsonl': `${JSON.stringify(OWN)}\n`,
  })
  const { exitCode, stdout, stderr } = await runEdgejson(project)
  expect(exitCode).toBe(2)
  expect(stdout + stderr).toContain('own #/properties/title/format')
})
