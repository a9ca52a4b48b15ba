import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parquetWriteFile } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { lines } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project } from './support/project.ts'
import { runVitest } from './support/vitest-process.ts'

/** An engine that writes what it received and answers from a file by id. */
const ENGINE = `
import { appendFileSync, readFileSync } from 'node:fs'
import { defineEngine } from 'vitest-edgejson/engines'
const outputs = JSON.parse(readFileSync(new URL('./outputs.json', import.meta.url), 'utf8'))
export default defineEngine({
  model: { id: 'outputs' },
  answer: async ({ id, prompt }) => {
    appendFileSync(new URL('./requests.jsonl', import.meta.url), JSON.stringify({ id, prompt }) + '\\n')
    return outputs[id]
  },
})
`

const GUIDE = readFileSync(new URL('../../docs/guide/your-dataset.md', import.meta.url), 'utf8')

/** A section of docs/guide/your-dataset.md, and the files in it by name. */
function section(title: string): { text: string; files: Record<string, string> } {
  const [, text = ''] = new RegExp(`^## ${title}\\n(.*?)^## `, 'ms').exec(GUIDE) ?? []
  const files = [...text.matchAll(/^`([\w./]+)`[^\n]*:\n\n```\w+\n(.*?)^```$/gms)]
  return { text, files: Object.fromEntries(files.map(([, name = '', content = '']) => [name, content])) }
}

/** The recipes of the guide: the files, and the options by the name of the dataset. */
function recipes(): { files: Record<string, string>; options: ReadonlyMap<string, string> } {
  const { text, files } = section('Recipes')
  const options = [...text.matchAll(/^```ts\nedgejson\(\{(.*?)\}\)\n```$/gms)].map(([, list = '']) => list)
  const nameOf = (list: string) => /datasets: 'evals\/(\w+)\./.exec(list)?.[1] ?? ''
  return { files, options: new Map(options.map((list) => [nameOf(list), list])) }
}

test('first steps and each recipe of the guide run as they are written', async () => {
  const { files: first } = section('From an empty folder')
  const [, own = ''] = /plugins: \[edgejson\(\{(.*)\}\)\]/.exec(first['vitest.config.ts'] ?? '') ?? []
  const { files, options } = recipes()
  expect([...options.keys()]).toEqual(['calls', 'receipts', 'documents', 'iepile', 'chat', 'forms'])
  const plugins = [...options].map(([name, text]) => {
    // Few-shot examples are no part of the recipe.
    const more = name === 'calls' ? "examples: { file: 'shots.jsonl', count: 1 }," : ''
    return `edgejson({ model: './engine.mjs', gate: false, name: '${name}', ${more} ${text} })`
  })
  plugins.push(
    `edgejson({ model: './engine.mjs', gate: false, name: 'alone', datasets: 'evals/alone.jsonl', template: '{prompt}',
      goldValues: 'optional', thresholds: { schemaCompliance: 0.5 } })`,
    `edgejson({ name: 'people', gate: false, ${own.replace('./engine.mjs', './first-engine.mjs')} })`,
  )
  const aged = { title: 'aged', type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] }
  const project = new Project({
    ...files,
    'evals/people.jsonl': first['evals/people.jsonl'] ?? '',
    'first-engine.mjs': first['engine.mjs'] ?? '',
    'vitest.config.ts': `
      import { defineConfig } from 'vitest/config'
      import edgejson from 'vitest-edgejson'
      export default defineConfig({ plugins: [${plugins.join(',\n')}] })`,
    'engine.mjs': ENGINE,
    'evals/alone.jsonl': lines([
      { id: 'a1', prompt: 'Ada, 36', json_schema: aged },
      { id: 'a2', prompt: 'Bob, 5', json_schema: aged },
      { id: 'a3', prompt: 'Eve, 7', json_schema: aged, expected: { age: 7 } },
    ]),
    'shots.jsonl': lines([
      {
        id: 's1',
        question: [[{ role: 'user', content: 'Weather in Rome?' }]],
        function: [{ name: 'weather' }],
        expected: { weather: { city: 'Rome' } },
      },
    ]),
    'outputs.json': JSON.stringify({
      'line-1': '{"age": 36}',
      a1: '{"age": 36}',
      a2: '{"age": "5"}',
      a3: '{"age": 7}',
      'F-1': '{"age": 36}',
      'F-2': '{"age": 1}',
      i1: '{"person": ["Ada"]}',
      d1: '{"no": 7}',
      simple_0: '{"weather": {"city": "bern"}}',
      r1: '{"company": "Tan  Woon Yann", "date": "2018-12-25", "total": "$9.00"}',
      r2: '{"company": "TAN WOON YANN", "date": "25/12/2018", "total": "9.10"}',
    }),
  })
  const key = '{"company": "TAN WOON YANN", "date": "25/12/2018", "total": "9.00"}'
  parquetWriteFile({
    filename: project.path('evals/receipts.parquet'),
    columnData: [
      { name: 'id', data: ['r1', 'r2'] },
      { name: 'text', data: ['TOTAL 9.00', 'TOTAL 9.0O'] },
      { name: 'key', data: [key, key] },
    ],
  })
  const imported = runCli(
    project,
    ...'import evals/possible_answer.jsonl --from bfcl --out evals/gold.jsonl'.split(' '),
  )
  expect(imported.exitCode, imported.stderr).toBe(0)
  const { exitCode, stdout, stderr } = await runVitest(project, ['run', '--reporter', 'default'])
  expect(exitCode, stdout + stderr).toBe(0)

  const report = (name: string) => JSON.parse(project.read(`.edgejson/${name}/report.json`))
  expect(report('chat').cases).toMatchObject([
    { state: 'passed', prompt: 'system: Return JSON.\n\nuser: Ada, 36' },
  ])
  expect(report('people').cases).toMatchObject([{ id: 'p1', state: 'passed' }])
  expect(report('forms')).toMatchObject({
    cases: [
      { id: 'F-1', line: 2, state: 'passed', slices: { language: 'de' } },
      { id: 'F-2', line: 4, state: 'missed' },
    ],
    bySlice: { language: { de: { exact: 1 }, en: { exact: 0 } } },
  })
  expect(report('alone')).toMatchObject({
    totals: { scored: 1, complianceOnly: 2, failed: 0, exact: 1 },
    cases: [
      { id: 'a1', state: 'passed', scores: null, compliance: { lenient: { schemaCompliance: true } } },
      {
        id: 'a2',
        state: 'missed',
        compliance: { violations: [{ path: '$.age', message: 'must be integer' }] },
      },
      { id: 'a3', state: 'passed', expected: { age: 7 }, scores: { lenient: { jsonExact: true } } },
    ],
  })
  expect(report('alone').cases[0]).not.toHaveProperty('expected')
  expect(report('alone').verdict.notes.join()).toContain('2 of 3 examples without an expected value')
  expect(report('iepile').cases).toMatchObject([
    { id: 'i1', state: 'passed', source: 'news', slices: { task: 'NER' } },
  ])
  expect(report('documents').cases).toMatchObject([
    { line: 2, state: 'missed', expected: { no: '7' }, scores: { lenient: { schemaCompliance: false } } },
  ])
  expect(report('receipts').cases).toMatchObject([
    {
      id: 'r1',
      line: 1,
      state: 'passed',
      scores: { task: { jsonExact: true }, lenient: { jsonExact: false } },
    },
    { id: 'r2', line: 2, state: 'missed', scores: { differences: [{ path: '$.total' }] } },
  ])
  expect(report('calls').cases).toMatchObject([
    {
      id: 'simple_0',
      state: 'passed',
      expected: { weather: { city: 'Berne' } },
      accepted: [{ weather: { city: 'Bern' } }],
      scores: { task: { jsonExact: true }, lenient: { jsonExact: false } },
      slices: { function: 'weather' },
    },
  ])
  // The record of the engine's requests: turns, template and inline schema arrive.
  const requests = project
    .read('requests.jsonl')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text))
  const promptOf = (id: string) => requests.find((each) => each.id === id)?.prompt
  expect(promptOf('line-1')).toMatchObject({
    kind: 'chat',
    messages: [
      { role: 'system', content: 'Return JSON.' },
      { role: 'user', content: 'Ada, 36' },
    ],
  })
  expect(promptOf('simple_0').messages).toEqual([
    { role: 'system', content: 'Answer with one call as JSON: {"name": {"parameter": value}}' },
    { role: 'user', content: 'Weather in Rome?' },
    { role: 'assistant', content: '{"weather":{"city":"Rome"}}' },
    { role: 'user', content: 'Weather in Bern?' },
  ])
  expect(promptOf('F-1')).toEqual({ kind: 'text', text: 'Read the form.\nName: Ada\nAge: 36' })
  const schema = { type: 'object', required: ['no'], properties: { no: { type: 'string' } } }
  expect(promptOf('d1')).toEqual({ kind: 'text', text: `No. 7\n${JSON.stringify(schema)}` })
  // The report has each prompt as the engine received it.
  for (const [id, name] of [
    ['d1', 'documents'],
    ['F-1', 'forms'],
    ['simple_0', 'calls'],
  ] as const) {
    const { kind, text, messages } = promptOf(id)
    const shown = runCli(project, 'show', id, `.edgejson/${name}`, '--json')
    expect(JSON.parse(shown.stdout).rendered).toEqual(kind === 'text' ? { kind, text } : { kind, messages })
  }
  expect(report('forms').cases[0]).not.toHaveProperty('rendered')
  const shown = runCli(project, 'show', 'F-2', '.edgejson/forms')
  expect(shown.stdout).toContain('Prompt (text)\n  Read the form.\n  x\n\nExpected\n  {}\n')
})

/** Every file below a folder whose content has the text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const file = path.join(folder, name)
    return statSync(file).isFile() && readFileSync(file, 'utf8').includes(text)
  })
}

test('a secret of prompt, output and expected value is in no file but the recording', async () => {
  const secret = 'S3CRET'
  const example = (id: string, expected: object) => ({ id, prompt: `Text ${secret}`, expected })
  const project = new Project({
    'vitest.config.ts': `
      import { defineConfig } from 'vitest/config'
      import edgejson from 'vitest-edgejson'
      const common = {
        model: './engine.mjs', gate: false as const, datasets: 'private.jsonl',
        reports: ['html', 'markdown', 'csv', 'jsonl'] as const,
      }
      export default defineConfig({
        plugins: [
          edgejson({ ...common, name: 'none', texts: 'none' }),
          edgejson({ ...common, name: 'fails', texts: 'none', misses: 'fail' }),
          edgejson({ ...common, name: 'module', texts: './redact.mjs', misses: 'fail', assertion: './assertion.mjs' }),
        ],
      })`,
    'engine.mjs': ENGINE,
    'redact.mjs': `export default (text) => text.replaceAll('${secret}', 'XXX')`,
    'assertion.mjs': `export default ({ expect, example, completion }) => {
      expect.soft(completion.text).toBe('${secret}')
      expect(completion.text).toBe(JSON.stringify(example.expected))
    }`,
    'private.jsonl': `${lines([
      example('hit', { a: secret }),
      example('value', { a: secret }),
      example('key', { a: 1 }),
      example('error', { a: 1 }),
    ])}{"id": "broken", "prompt": "${secret}",\n`,
    'outputs.json': JSON.stringify({
      hit: `{"a": "${secret}"}`,
      value: `{"a": "${secret}2"}`,
      key: `{"a": 1, "${secret}": 2}`,
      error: { text: secret, failure: { code: 'ENGINE_FAILED', message: `the server says ${secret}` } },
    }),
  })
  const { exitCode, stdout, stderr } = await runVitest(project, [
    'run',
    '--reporter',
    'default',
    '--reporter',
    'github-actions',
  ])
  expect(exitCode, stdout + stderr).toBe(2)
  // The recordings, here of an interrupted run, have their own switch.
  const found = filesWith(project.path('.edgejson'), secret)
  expect(found.filter((name) => !/\/answers\.partial\.[^/]*jsonl$/.test(name))).toEqual([])
  expect(found).toHaveLength(3)
  expect(stdout + stderr).not.toContain(secret)
  const report = (name: string) => JSON.parse(project.read(`.edgejson/${name}/report.json`))
  expect(report('none').cases).toMatchObject([
    {
      id: 'hit',
      state: 'passed',
      prompt: '[withheld]',
      expected: '[withheld]',
      completion: { text: '[withheld]' },
    },
    {
      id: 'value',
      state: 'missed',
      scores: { differences: [], differenceCount: 1, errorClass: 'wrong_value' },
    },
    { id: 'key', state: 'missed' },
    { id: 'error', state: 'failed' },
    { state: 'failed' },
  ])
  expect(report('module').cases[1]).toMatchObject({
    prompt: 'Text XXX',
    completion: { text: '{"a": "XXX2"}' },
  })
})
