import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { printable } from '../core/printable.ts'
import { temporaryFolder } from '../engines/test-support/temporary-folder.ts'
import type { EdgejsonOptions } from './options.ts'
import { resolveOptions } from './resolve-options.ts'

const ROOT = path.resolve('/project')
const resolve = (options = {}, env = {}, cwd = ROOT) => resolveOptions(options, ROOT, env, cwd)

describe('model', () => {
  test.each([
    ['./models/a', './models/a'],
    ['../models/a', '../models/a'],
    ['org/name', 'org/name'],
    ['rules', 'rules'],
    ['http://localhost:8080/v1', 'http://localhost:8080/v1'],
    ['replay:answers.jsonl', 'replay:./answers.jsonl'],
  ])('%s starts from the root', (model, expected) => {
    expect(resolve({ model }).model).toBe(expected)
  })

  test('a path in EDGEJSON_MODEL starts where the person stands', () => {
    const cwd = path.join(ROOT, 'sub')
    expect(resolve({ model: 'rules' }, { EDGEJSON_MODEL: './m' }, cwd).model).toBe('./sub/m')
    expect(resolve({ model: 'rules' }, { EDGEJSON_MODEL: 'replay:../a.jsonl' }, cwd).model).toBe(
      'replay:./a.jsonl',
    )
  })

  test('a name in EDGEJSON_MODEL is a file of the working folder where there is one', () => {
    const root = temporaryFolder()
    const cwd = path.join(root, 'sub')
    mkdirSync(path.join(cwd, 'models', 'mine'), { recursive: true })
    mkdirSync(path.join(root, 'models', 'other'), { recursive: true })
    const model = (name: string, from = cwd) => resolveOptions({}, root, { EDGEJSON_MODEL: name }, from).model
    expect(model('models/mine')).toBe('./sub/models/mine')
    expect(model('models/mine', root)).toBe('models/mine')
    expect(model('org/name')).toBe('org/name')
    expect(model('engine.mjs')).toBe('./sub/engine.mjs')
    expect(model('rules')).toBe('rules')
    expect(() => model('models/other')).toThrow(
      /EDGEJSON_MODEL is "models\/other"; paths in variables count from the working folder.*"\.\.\/models\/other"/,
    )
  })

  test('an empty variable counts as not set', () => {
    expect(resolve({ model: 'rules' }, { EDGEJSON_MODEL: ' ', EDGEJSON_LIMIT: '' })).toMatchObject({
      model: 'rules',
      limit: null,
    })
  })
})

describe('concurrency', () => {
  test.each([
    ['./models/a', 32],
    ['./model.gguf', 1],
    ['http://localhost:8080/v1', 4],
    ['./engine.ts', 1],
    ['rules', 1],
    ['replay:answers.jsonl', 1],
  ])('of %s is %i', (model, expected) => {
    const board = { cores: 4, memoryBytes: 8 * 2 ** 30 }
    const on = (options: object) => resolveOptions({ model, ...options }, ROOT, {}, ROOT, board)
    expect(on({}).concurrency).toBe(expected)
    expect(on({ concurrency: 3 }).concurrency).toBe(3)
    expect(on({ timeout: 7 })).toMatchObject({ timeoutMs: 7, codeTimeoutMs: 7 })
    expect(on({}).codeTimeoutMs).toBe(300_000)
    // Sequences that share a core have the time that they share.
    expect(on({}).timeoutMs).toBe(300_000 * Math.max(1, expected / 4))
  })

  test.each(['transformers.js', 'browser'] as const)('of %s is 1', (runtime) => {
    expect(resolve({ model: './models/a', engine: { runtime } }).concurrency).toBe(1)
  })
})

describe('datasets', () => {
  test('the baseline is next to its dataset and has the name', () => {
    const { datasets } = resolve({ name: 'q4', datasets: ['a/test.jsonl', 'b/test.jsonl'] })
    expect(
      datasets.map(({ name, path, baselineFile, outputDir }) => [name, path, baselineFile, outputDir]),
    ).toEqual([
      [
        'test',
        'a/test.jsonl',
        path.join(ROOT, 'a/test.q4.baseline.jsonl'),
        path.join(ROOT, '.edgejson/q4/test'),
      ],
      [
        'test-2',
        'b/test.jsonl',
        path.join(ROOT, 'b/test.q4.baseline.jsonl'),
        path.join(ROOT, '.edgejson/q4/test-2'),
      ],
    ])
  })

  test('one dataset has its report at the top of the output folder', () => {
    const { datasets, outputDir } = resolve({ datasets: 'test.jsonl' })
    expect(datasets[0]?.outputDir).toBe(path.join(ROOT, '.edgejson'))
    expect(outputDir).toBe(path.join(ROOT, '.edgejson'))
  })

  test('the packaged one does not get a baseline inside node_modules', () => {
    const file = 'node_modules/vitest-edgejson/fixtures/edgejson/test.jsonl'
    expect(resolve({ datasets: file }).datasets[0]?.baselineFile).toBe(
      path.join(ROOT, 'edgejson-baselines/test.edgejson.baseline.jsonl'),
    )
  })

  test.each([
    [{ datasets: [] }, /datasets is \[\]; it must be a path or a list of at least one path/],
    [{ datasets: ['a.jsonl', './a.jsonl'] }, /twice/],
    [{ datasets: ['a/test.jsonl', 'b/test.jsonl'], baselineDir: 'baselines' }, /share the baseline/],
  ])('%j is refused', (options, message) => {
    expect(() => resolve(options)).toThrow(message)
  })
})

describe('values', () => {
  test.each([
    [{ maxNewTokens: 0 }, /option maxNewTokens is 0; it must be a whole number of at least 1/],
    [{ template: 'no place' }, /contains \{prompt\}/],
    [{ template: 5 }, /option template is 5/],
    [{ misses: 'skip' }, /'gate', 'fail' or 'pass'/],
    [{ name: '../x' }, /file name/],
    [{ gate: { alpha: 5 } }, /gate\.alpha is 5/],
    ...[0, 1].map((alpha): [object, RegExp] => [
      { gate: { alpha } },
      /gate\.alpha is [01]; it must be a number above 0 and below 1 \(5 % is 0\.05\)/,
    ]),
    [{ gate: { minEffect: 1 } }, /gate\.minEffect is 1; it must be a number from 0 to below 1/],
    [{ latency: { margin: 10 } }, /latency\.margin is 10; it must be a fraction from 0 to 1 \(10 % slower/],
    [
      { energy: { probe: 'rapl', margin: 10 } },
      /energy\.margin is 10; it must be a fraction from 0 to 1 \(10 % more/,
    ],
    [
      { scoring: { rules: [{ path: '$.a', number: { relative: 5 } }] } },
      /number\.relative is 5; it must be a fraction from 0 to below 1 \(5 % is 0\.05\)/,
    ],
    [{ template: '{prompt} {Schema}' }, /option template has "\{Schema\}".*Did you mean "\{schema\}"\?/],
    [{ template: '{prompt} {schema-id}' }, /Did you mean "\{schema_id\}"\?/],
    [{ template: '{{prompt}}' }, /option template has "\{\{prompt\}\}".*Did you mean "\{prompt\}"\?/],
    [{ system: 'Follow {schemas}' }, /option system has "\{schemas\}".*Did you mean "\{schema\}"\?/],
    [{ system: 'Read {prompt}' }, /option system has "\{prompt\}", which has no meaning there/],
    [{ gate: { metric: 'f1' } }, /gate\.metric is "f1".*'fieldF1'.*'official\.fieldF1'/],
    [{ gate: { metric: 'task.fieldF1' } }, /gate\.metric is "task\.fieldF1".*scoring\.rules/],
    [{ gate: { failOn: ['f1'] } }, /failOn/],
    [{ thresholds: { jsonExact: 99 } }, /thresholds\.jsonExact is 99/],
    [{ thresholds: { complexity: { simple: { jsonExact: 55 } } } }, /90 % is 0\.9/],
    [{ maxNewTokens: Number.NaN }, /option maxNewTokens is NaN/],
    [{ maxNewTokens: Number.POSITIVE_INFINITY }, /option maxNewTokens is Infinity/],
    [{ maxNewTokens: '2048' }, /option maxNewTokens is "2048"/],
    [{ timeout: 2 ** 31 }, /option timeout is 2147483648; it must be a whole number from 1 to 2147483647/],
    [{ reasoning: true }, /option reasoning is true; it must be \{ start, end \}/],
    [{ reasoning: { start: '[T]' } }, /option reasoning\.end is missing; it must be a non-empty string/],
    [{ reasoning: { start: '[T]', stop: '[/T]' } }, /no option reasoning\.stop|reasoning\.end is missing/],
    [{ reasoning: { start: 'x', end: 'x' } }, /option reasoning\.end is "x", as reasoning\.start is/],
    [{ limit: -5 }, /option limit is -5/],
    [{ record: 'yes' }, /option record is "yes"/],
    [{ name: '..' }, /option name is "\.\."/],
    [{ name: 'report.json' }, /option name is "report\.json"/],
    [{ name: 5 }, /option name is 5/],
    [{ datasets: ['a.jsonl', 7] }, /option datasets\[1\] is 7; it must be a non-empty string/],
    [{ fields: { ids: 'x' } }, /no option "fields\.ids"\. Did you mean "fields\.id"\?/],
    [{ fields: { id: '' } }, /option fields\.id is ""; it must be a key of the line or a path/],
    [
      { engine: { threads: [4] } },
      /option engine\.threads is \[4\]; it must be a string, a number, true, false or an object/,
    ],
    [{ engine: { concurrency: 4 } }, /option engine\.concurrency has no effect; set the option concurrency/],
    [{ engine: { model: 'x' } }, /option engine\.model has no effect; set the option model/],
    [{ gate: null }, /option gate is null/],
    [{ gate: { alpha: '0.05' } }, /option gate\.alpha is "0\.05"; it must be a number above 0 and below 1/],
    [{ gate: { alpha: Number.NaN } }, /option gate\.alpha is NaN/],
    [{ gate: { minEffect: -0.1 } }, /option gate\.minEffect is -0\.1; it must be .*2 points are 0\.02/],
    [{ gate: { maxErrors: 1.5 } }, /option gate\.maxErrors is 1\.5/],
    [{ gate: { failon: ['fieldF1'] } }, /no option "gate\.failon"\. Did you mean "gate\.failOn"\?/],
    [{ gate: { minEfect: 0.5 } }, /no option "gate\.minEfect"\. Did you mean "gate\.minEffect"\?/],
    [
      { thresholds: { jsonexact: 0.9 } },
      /no option "thresholds\.jsonexact"\. Did you mean "thresholds\.jsonExact"\?/,
    ],
    [
      { thresholds: { byComplexity: {} } },
      /no option "thresholds\.byComplexity"\. Did you mean "thresholds\.complexity"\?/,
    ],
    [
      { thresholds: { complexity: { simple: { jsonexact: 0.9 } } } },
      /no option "thresholds\.complexity\.simple\.jsonexact"\. Did you mean "thresholds\.complexity\.simple\.jsonExact"\?/,
    ],
    [
      { thresholds: { schema: { 'a b': { fieldF1: Number.NaN } } } },
      /option thresholds\.schema\["a b"\]\.fieldF1 is NaN/,
    ],
    [
      { thresholds: { source: { log: 0.5 } } },
      /option thresholds\.source\.log is 0\.5; it must be an object/,
    ],
    [
      { thresholds: { latency: { p99: 1 } } },
      /no option "thresholds\.latency\.p99"\. Did you mean "thresholds\.latency\.p90"\?/,
    ],
    [
      { thresholds: { latency: { p50: '10' } } },
      /thresholds\.latency\.p50 is "10"; it must be a number of milliseconds above 0/,
    ],
    [{ thresholds: { latency: { p50: -1 } } }, /thresholds\.latency\.p50 is -1/],
    [{ reports: ['pdf'] }, /option reports\[0\] is "pdf"; it must be 'html', 'markdown'/],
    [
      { thresholds: { complexity: JSON.parse('{"__proto__":{"jsonExact":1}}') } },
      /option thresholds\.complexity has the key "__proto__", which Vitest cannot pass on; rename/,
    ],
    [
      { engine: { body: { list: [JSON.parse('{"__proto__":1}')] } } },
      /option engine\.body\.list\[0\] has the key "__proto__"/,
    ],
    [{ modle: 'x' }, /no option "modle"\. Did you mean "model"\?/],
  ])('%j is refused with the rule', (options, message) => {
    expect(() => resolve(options)).toThrow(message)
  })

  test('braces of JSON in a template are text', () => {
    const template = 'Like {"prompt": "a", "x": {y}} or {name}: {prompt}\n{schema} {schema_id}'
    expect(resolve({ template, system: 'JSON, like {"schema": {}}, {} or {date}' })).toMatchObject({
      template,
    })
  })

  test.each([null, 'x', [], 5])('%j is not an object of options', (options) => {
    expect(() => resolveOptions(options as object, ROOT, {}, ROOT)).toThrow(
      /the options are .*; it must be an object/,
    )
  })

  test('undefined counts as not set, at every depth', () => {
    expect(() => resolve({ limit: undefined, gate: { alpha: undefined }, engine: undefined })).not.toThrow()
  })

  test.each(['0', '-1', '1.5', 'all'])('EDGEJSON_LIMIT=%s is refused', (limit) => {
    expect(() => resolve({}, { EDGEJSON_LIMIT: limit })).toThrow(/EDGEJSON_LIMIT/)
  })
})

test('modules of scoring and of the template have one hash with the line ends of any checkout', () => {
  const root = temporaryFolder()
  const hashes = ['\n', '\r\n'].map((end) => {
    for (const file of ['c.mjs', 'm.mjs', 't.mjs'])
      writeFileSync(
        path.join(root, file),
        `\ufeffexport default () =>${end}  1${end}`.slice(end === '\n' ? 1 : 0),
      )
    const scoring = { rules: [{ path: '$.a', comparator: './c.mjs' }], metric: './m.mjs' }
    const settings = resolveOptions({ model: 'rules', scoring, template: './t.mjs' }, root, {}, root)
    return [settings.scoring, settings.templateModule]
  })
  expect(hashes[0]?.[1]).toMatch(/^[0-9a-f]{64}$/)
  expect(hashes[1]).toEqual(hashes[0])
})

describe('latency', () => {
  const datasets = ['a/test.jsonl']

  test('off by default, whatever the machine is called', () => {
    const settings = resolve({ datasets }, { EDGEJSON_MACHINE: 'Raspberry Pi 5, 8 GB' })
    expect(settings).toMatchObject({ latency: null, machine: 'Raspberry Pi 5, 8 GB' })
    expect(settings.datasets[0]?.latencyFile).toBeNull()
  })

  test('the file is next to the baseline and has name and label', () => {
    const settings = resolve({ datasets, name: 'q4', latency: { machine: 'pi5-lab' } })
    expect(settings.latency).toEqual({ machine: 'pi5-lab', sample: 20, warmUp: 2, margin: 0.1, fail: false })
    expect(settings.machine).toBe('pi5-lab')
    expect(settings.datasets[0]?.latencyFile).toBe(path.join(ROOT, 'a/test.q4.pi5-lab.latency.jsonl'))
  })

  test('EDGEJSON_MACHINE overrides the label; without any nothing is measured', () => {
    const latency = { machine: 'desk' }
    expect(resolve({ datasets, latency }, { EDGEJSON_MACHINE: 'pi5-lab' }).latency?.machine).toBe('pi5-lab')
    const none = resolve({ datasets, latency: {} })
    expect(none.latency?.machine).toBeNull()
    expect(none.datasets[0]?.latencyFile).toBeNull()
  })

  test.each(['../pi', 'a.b', 'a b', '-pi', 'CON:', 'é', 'x'.repeat(65)])(
    'the label %j is refused',
    (label) => {
      expect(() => resolve({ datasets, latency: {} }, { EDGEJSON_MACHINE: label })).toThrow(
        /EDGEJSON_MACHINE is ".*part of a file name/,
      )
      expect(() => resolve({ datasets, latency: { machine: label } })).toThrow(/option latency\.machine is/)
    },
  )

  test.each([
    [{ sample: 5 }, /latency\.sample is 5; it must be a whole number of at least 6/],
    [{ warmUp: -1 }, /latency\.warmUp is -1/],
    [{ margin: '10 %' }, /latency\.margin is "10 %"; it must be a fraction/],
    [{ fail: 'yes' }, /latency\.fail is "yes"/],
    [{ label: 'pi' }, /there is no option "latency\.label"\. The options of latency are: machine, sample/],
  ])('%j is refused', (latency, message) => {
    expect(() => resolve({ datasets, latency })).toThrow(message)
  })
})

describe('energy', () => {
  test('off by default; a probe alone has the other defaults', () => {
    expect(resolve({}).energy).toBeNull()
    expect(resolve({ energy: { probe: 'rapl' } }).energy).toEqual({
      probe: 'rapl',
      idle: 30,
      margin: 0.1,
      fail: false,
    })
    expect(resolve({ energy: { probe: 'csv:meter.csv', idle: 0, fail: true } }).energy).toMatchObject({
      idle: 0,
      fail: true,
    })
  })

  test.each([
    [{}, /energy.*probe/],
    [{ probe: 'tdp' }, /energy\.probe.*"tdp".*'csv:FILE'/s],
    [{ probe: 'csv:' }, /energy\.probe/],
    [{ probe: 'command: ' }, /energy\.probe/],
    [{ probe: 'rapl', idle: -1 }, /energy\.idle.*from 0 to 3600/s],
    [{ probe: 'rapl', watts: 1 }, /energy\.watts/],
  ])('%j is refused', (value, message) => {
    const options = { energy: value } as EdgejsonOptions
    expect(() => resolve(options)).toThrow(message)
  })
})

describe('baseline', () => {
  const datasets = 'a/test.jsonl'
  const baseline = (given: string, more = {}) => resolve({ datasets, baseline: given, ...more }).baseline

  test('a report starts from the root, a commit is taken as it is', () => {
    expect(resolve({ datasets }).baseline).toBeNull()
    expect(baseline('kept/report.json')).toEqual({
      kind: 'report',
      file: path.join(ROOT, 'kept/report.json'),
    })
    expect(baseline('git:origin/main~2')).toEqual({ kind: 'git', ref: 'origin/main~2' })
    expect(baseline('git:main', { datasets: ['a/x.jsonl', 'a/y.jsonl'] })).toEqual({
      kind: 'git',
      ref: 'main',
    })
  })

  test('a ref that is accepted is no option, range or path, and has nothing to escape', () => {
    const refs = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom('-x', '--all', 'a b', 'a:b', 'a..b', '', 'a\u001b[2J', 'a\n', '\u202emain', 'a\u0000'),
    )
    fc.assert(
      fc.property(refs, (ref) => {
        let found: unknown = null
        try {
          found = baseline(`git:${ref}`)
        } catch (error) {
          expect(error).toMatchObject({ code: 'BAD_OPTION' })
        }
        if (found === null) return
        expect(found).toEqual({ kind: 'git', ref })
        expect(ref).not.toMatch(/^-|^$|\.\.|[\s:?*[\\]|\p{C}/u)
        expect(printable(ref)).toBe(ref)
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    [
      'report.jsonl',
      {},
      /option baseline is "report.jsonl"; it must be the path of a report\.json, or 'git:REF'/,
    ],
    ['git:a.json b', {}, /option baseline is/],
    ['git:--upload-pack=x', {}, /option baseline is "git:--upload-pack=x"; it must be/],
    ['git:main\u001b[2J', {}, /option baseline is "git:main\\u001b\[2J"; it must be/],
    ['git:a..b', {}, /option baseline is "git:a\.\.b"; it must be/],
    ['main', {}, /option baseline is "main"; it must be .*'git:REF'/],
    ['.edgejson/report.json', {}, /a report that this run replaces/],
    [
      'kept/report.json',
      { datasets: ['a/x.jsonl', 'a/y.jsonl'] },
      /there are 2 datasets, and a report has one/,
    ],
  ])('%s %j is refused', (given, more, message) => {
    expect(() => baseline(given, more)).toThrow(message)
  })
})

describe('a project as reference', () => {
  test.each<[object, RegExp]>([
    [{ against: 'q4' }, /option gate\.against is "q4"; it must be the name of another project/],
    [{ margin: 0.03 }, /option gate\.margin is 0\.03, which has no effect without gate\.against/],
    [{ against: 'fp32', margin: 3 }, /option gate\.margin is 3; it must be a number above 0, up to 1/],
    [
      { against: 'fp32', failOn: ['suspect'] },
      /option gate\.against is "fp32"; 'suspect' of gate\.failOn needs a baseline/,
    ],
  ])('gate %j is refused', (gate, message) => {
    expect(() => resolve({ name: 'q4', datasets: 'a/test.jsonl', gate })).toThrow(message)
  })
})

describe('prices and budgets', () => {
  test.each<[object, RegExp]>([
    [
      { thresholds: { cost: { total: 1 } } },
      /option thresholds\.cost is set, but there are no prices; set the option prices/,
    ],
    [
      { prices: { input: -1, output: 1 } },
      /option prices\.input is -1; it must be a price per million tokens, from 0/,
    ],
    [{ prices: { input: 1 } }, /option prices\.output is missing/],
    [
      { prices: { input: 1, output: 1 }, thresholds: { cost: { p50: 1 } } },
      /no option "thresholds\.cost\.p50"/,
    ],
  ])('%j is refused', (options, message) => {
    expect(() => resolve(options)).toThrow(message)
  })
})

test('a report that does not exist is refused with those that do', () => {
  const options = { reports: ['pdf'] } as unknown as EdgejsonOptions
  expect(() => resolve(options)).toThrow("'html', 'markdown', 'csv' or 'jsonl'")
})
