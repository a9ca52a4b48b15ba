import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { parseSwitchesRecord } from '../../plugin/records/switches.ts'
import { runCli } from './support/cli-process.ts'
import { Project } from './support/project.ts'

const LINES = readFileSync(
  fileURLToPath(new URL('../../fixtures/edgejson/test.jsonl', import.meta.url)),
  'utf8',
)
  .split('\n')
  .slice(0, 10)

test('the packaged model, free and constrained; a precision that is not there; again; only the table', {
  timeout: 300_000,
}, () => {
  const project = new Project({ 'bench.jsonl': `${LINES.join('\n')}\n` })
  const switches = (...args: string[]) => runCli(project, 'switches', ...args)
  const run = (dtypes: string, ...args: string[]) =>
    switches('builtin', '--dataset', 'bench.jsonl', '--dtypes', dtypes, '--out', 'out', ...args)

  const first = run('q8,q4', '--json')
  expect(first.exitCode, first.stderr).toBe(2)
  const record = parseSwitchesRecord(JSON.parse(first.stdout))
  expect(record).toMatchObject({ reference: 'q8', dataset: { path: 'bench.jsonl', examples: 10 } })
  const [free, constrained, ...q4] = record.variants
  expect(free).toMatchObject({ name: 'q8', notMeasured: null, against: null })
  expect(free?.bytes).toBeGreaterThan(1_000_000)
  expect(free?.figures?.tokensPerSecond).toBeGreaterThan(0)
  expect(constrained).toMatchObject({
    name: 'q8+schema',
    figures: { schemaCompliance: 1 },
    against: { reference: 'q8', nonInferior: false },
    constraintEffect: { reference: 'q8' },
  })
  expect(q4.map(({ name }) => name)).toEqual(['q4', 'q4+schema'])
  for (const { figures, notMeasured } of q4) {
    expect(figures).toBeNull()
    expect(notMeasured).toMatch(/has no weights of dtype "q4"; it has "q8"/)
  }
  expect(first.stderr).toMatch(/^\[1\/4\] q8: running\n\[1\/4\] q8: \d+ of 10 exact, /)
  expect(first.stderr).not.toMatch(/\n {4}at /)
  expect(project.read('out/switches.md')).toContain('| q8+schema |')
  expect(project.read('out/report.html')).toContain('<html')
  expect(project.read('out/q8-schema/junit.xml')).toContain('<testsuite')
  expect(project.read('out/q4/vitest.log')).not.toContain('\u001b')

  const again = run('q8')
  expect(again.exitCode, again.stderr).toBe(0)
  expect(again.stderr.match(/kept from a finished run with the same inputs/g)).toHaveLength(2)
  for (const line of again.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80)

  const gate = switches('--from', 'out/q8', 'out/q8-schema', '--gate', 'q8+schema', '--markdown')
  expect(gate.exitCode).toBe(1)
  expect(gate.stderr).toBe('gate: q8+schema is not shown to be non-inferior to q8 within 3.0 points\n')
  expect(gate.stdout).toBe(project.read('out/switches.md'))
})
