import { expect, test } from 'vitest'
import { config, lines } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson } from './support/vitest-process.ts'

const TEMPLATE = `
import type { RenderTemplate } from 'vitest-edgejson'
const render: RenderTemplate = ({ prompt, schema }) => [
  { role: 'system', content: 'Keys: ' + Object.keys((schema as { properties: object }).properties).join(', ') },
  { role: 'user', content: prompt },
]
export default render
`
const ENGINE = `
import { defineEngine } from 'vitest-edgejson/engines'
export default defineEngine({
  model: { id: 'echo' },
  answer: async ({ prompt }) => ({ text: '{"age": ' + /[0-9]+/.exec(prompt.text)[0] + '}', finishReason: 'stop' }),
})
`
const project = (template = TEMPLATE) =>
  new Project({
    'bench.jsonl': lines([
      { id: 'ada', prompt: 'Ada, 36', json_schema: { properties: { age: {} } }, expected: { age: 36 } },
    ]),
    'engine.mjs': ENGINE,
    'prompt.ts': template,
    'vitest.config.ts': config(`{ model: './engine.mjs', datasets: 'bench.jsonl', template: './prompt.ts' }`),
  })

test('a template module in TypeScript renders the prompts, and its change is named', async () => {
  const run = project()
  const first = await runEdgejson(run)
  expect(first.exitCode, first.stdout).toBe(0)
  const { fingerprint, prompt, cases } = JSON.parse(run.read('.edgejson/report.json'))
  expect(fingerprint.template).toBe('custom')
  expect(prompt).toBeUndefined()
  expect(cases[0].rendered).toEqual({
    kind: 'chat',
    messages: [
      { role: 'system', content: 'Keys: age' },
      { role: 'user', content: 'Ada, 36' },
    ],
  })

  run.write('prompt.ts', TEMPLATE.replace('Keys:', 'Answer with the keys'))
  const changed = await runEdgejson(run)
  expect(changed.exitCode).toBe(2)
  expect(JSON.parse(run.read('.edgejson/report.json')).verdict.changed.join()).toMatch(
    /prompt template custom \([0-9a-f]+…?\) → custom/,
  )
})

test('a module that cannot be used is named before the first request', async () => {
  const number = await runEdgejson(project('export default 7'))
  expect(number.exitCode).toBe(2)
  expect(number.stdout + number.stderr).toMatch(
    /the template module ".*prompt\.ts" exports number as default; it must export a function/,
  )
  const missing = project()
  missing.remove('prompt.ts')
  const unread = await runEdgejson(missing)
  expect(unread.exitCode).toBe(2)
  expect(unread.stdout + unread.stderr).toContain('the template module "./prompt.ts" cannot be read')
  const throwing = project('export default () => { throw new Error("no text") }')
  expect((await runEdgejson(throwing)).exitCode).toBe(2)
  expect(JSON.parse(throwing.read('.edgejson/report.json')).cases[0].failure).toMatch(
    /prompt\.ts" threw no text \(example "ada"\)/,
  )
})
