import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parquetWriteFile } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { lines } from './support/benchmark.ts'
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

/** One project for each recipe of docs/guide/your-dataset.md. */
const CONFIG = `
import { defineConfig } from 'vitest/config'
import edgejson from 'vitest-edgejson'
const common = { model: './engine.mjs', gate: false as const }
export default defineConfig({
  plugins: [
    edgejson({ ...common, name: 'chat', datasets: 'chat.jsonl' }),
    edgejson({
      ...common, name: 'forms', datasets: 'forms.csv',
      fields: { id: 'form_no', prompt: 'scan', expected: 'fields_json', slices: { language: 'lang' } },
      thresholds: { slices: { language: { de: { jsonExact: 1 } } } },
      template: 'Read the form.\\n{prompt}',
    }),
    edgejson({
      ...common, name: 'iepile', datasets: 'iepile.jsonl',
      fields: { prompt: 'instruction', expected: 'output', source: 'source', slices: ['task'] },
      template: '{prompt}',
    }),
    edgejson({
      ...common, name: 'documents', datasets: 'documents.json',
      fields: { id: 'doc.id', prompt: 'doc.text', schema: 'schema' },
      gold: { file: 'labels.jsonl', fields: { id: 'doc_id', expected: 'label' } },
      template: '{prompt}\\n{schema}',
    }),
    edgejson({
      ...common, name: 'calls', datasets: 'calls.jsonl',
      fields: { prompt: 'question[0]', schema: 'function[0].parameters' },
      gold: { file: 'possible_answer.jsonl', fields: { accepted: 'ground_truth' } },
      system: 'Call the function: {schema}',
      examples: { file: 'shots.jsonl', count: 1 },
    }),
    edgejson({ ...common, name: 'receipts', datasets: 'receipts.parquet', fields: { prompt: 'text', expected: 'key' } }),
  ],
})
`

const INVOICE = { type: 'object', required: ['no'], properties: { no: { type: 'string' } } }

const CITY = { type: 'object', properties: { city: { type: 'string' } } }

test('datasets of six shapes run with one config each', async () => {
  const project = new Project({
    'vitest.config.ts': CONFIG,
    'engine.mjs': ENGINE,
    'chat.jsonl': lines([
      {
        messages: [
          { role: 'system', content: 'Return JSON.' },
          { role: 'user', content: 'Ada, 36' },
          { role: 'assistant', content: '{"age": 36}' },
        ],
      },
    ]),
    'forms.csv': 'form_no,scan,fields_json,lang\nF-1,"Name: Ada\nAge: 36","{""age"": 36}",de\nF-2,x,{},en\n',
    'iepile.jsonl': lines([
      {
        id: 'i1',
        task: 'NER',
        source: 'news',
        instruction: '{"input": "Ada"}',
        output: '{"person": ["Ada"]}',
      },
    ]),
    'documents.json': JSON.stringify([{ doc: { id: 'd1', text: 'No. 7' }, schema: INVOICE }], null, 1),
    'calls.jsonl': lines([
      {
        id: 'c1',
        question: [[{ role: 'user', content: 'Weather in Bern?' }]],
        function: [{ parameters: CITY }],
      },
    ]),
    'possible_answer.jsonl': lines([{ id: 'c1', ground_truth: [{ city: 'Berne' }, { city: 'Bern' }] }]),
    'shots.jsonl': lines([
      {
        id: 's1',
        question: [[{ role: 'user', content: 'Weather in Rome?' }]],
        function: [{ parameters: CITY }],
        expected: { city: 'Rome' },
      },
    ]),
    'labels.jsonl': lines([{ doc_id: 'd1', label: { no: '7' } }]),
    'outputs.json': JSON.stringify({
      'line-1': '{"age": 36}',
      'F-1': '{"age": 36}',
      'F-2': '{"age": 1}',
      i1: '{"person": ["Ada"]}',
      d1: '{"no": 7}',
      c1: '{"city": "Bern"}',
      r1: '{"total": "9.00"}',
    }),
  })
  parquetWriteFile({
    filename: project.path('receipts.parquet'),
    columnData: [
      { name: 'id', data: ['r1'] },
      { name: 'text', data: ['TOTAL 9.00'] },
      { name: 'key', data: ['{"total": "9.00"}'] },
    ],
  })
  const { exitCode, stdout, stderr } = await runVitest(project, ['run', '--reporter', 'default'])
  expect(exitCode, stdout + stderr).toBe(0)

  const report = (name: string) => JSON.parse(project.read(`.edgejson/${name}/report.json`))
  expect(report('chat').cases).toMatchObject([
    { state: 'passed', prompt: 'system: Return JSON.\n\nuser: Ada, 36' },
  ])
  expect(report('forms')).toMatchObject({
    cases: [
      { id: 'F-1', line: 2, state: 'passed', slices: { language: 'de' } },
      { id: 'F-2', line: 4, state: 'missed' },
    ],
    bySlice: { language: { de: { exact: 1 }, en: { exact: 0 } } },
  })
  expect(report('documents').cases).toMatchObject([
    { line: 2, state: 'missed', expected: { no: '7' }, scores: { lenient: { schemaCompliance: false } } },
  ])
  expect(report('receipts').cases).toMatchObject([{ id: 'r1', line: 1, state: 'passed' }])
  expect(report('calls').cases).toMatchObject([
    { id: 'c1', state: 'passed', expected: { city: 'Berne' }, accepted: [{ city: 'Bern' }] },
  ])
  // The record of the engine's requests: turns, template and inline schema arrive.
  const requests = project
    .read('requests.jsonl')
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text))
  const promptOf = (id: string, part: string) =>
    requests.find((each) => each.id === id && JSON.stringify(each).includes(part))?.prompt
  expect(promptOf('line-1', 'Ada, 36')).toMatchObject({
    kind: 'chat',
    messages: [
      { role: 'system', content: 'Return JSON.' },
      { role: 'user', content: 'Ada, 36' },
    ],
  })
  expect(promptOf('c1', '').messages).toEqual([
    { role: 'system', content: `Call the function: ${JSON.stringify(CITY)}` },
    { role: 'user', content: 'Weather in Rome?' },
    { role: 'assistant', content: '{"city":"Rome"}' },
    { role: 'user', content: 'Weather in Bern?' },
  ])
  expect(promptOf('F-1', '')).toEqual({ kind: 'text', text: 'Read the form.\nName: Ada\nAge: 36' })
  expect(promptOf('d1', '')).toEqual({ kind: 'text', text: `No. 7\n${JSON.stringify(INVOICE)}` })
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
