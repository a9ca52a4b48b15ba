import path from 'node:path'
import { describe, expect, test } from 'vitest'
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
    ['http://localhost:8080/v1', 4],
    ['./engine.ts', 1],
    ['rules', 1],
    ['replay:answers.jsonl', 1],
  ])('of %s is %i', (model, expected) => {
    expect(resolve({ model }).concurrency).toBe(expected)
    expect(resolve({ model, concurrency: 3 }).concurrency).toBe(3)
  })
})

describe('datasets', () => {
  test('the baseline lies beside its dataset and carries the name', () => {
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
    [{ datasets: [] }, /datasets is empty/],
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
    [{ misses: 'skip' }, /'gate', 'fail', 'pass'/],
    [{ name: '../x' }, /file name/],
    [{ gate: { alpha: 5 } }, /gate\.alpha is 5/],
    [{ gate: { failOn: ['f1'] } }, /failOn/],
    [{ thresholds: { complexity: { simple: { jsonExact: 55 } } } }, /90 % is 0\.9/],
    [{ modle: 'x' }, /no option "modle"/],
  ])('%j is refused with the rule', (options, message) => {
    expect(() => resolve(options)).toThrow(message)
  })

  test.each(['0', '-1', '1.5', 'all'])('EDGEJSON_LIMIT=%s is refused', (limit) => {
    expect(() => resolve({}, { EDGEJSON_LIMIT: limit })).toThrow(/EDGEJSON_LIMIT/)
  })
})

describe('latency', () => {
  const datasets = ['a/test.jsonl']

  test('off by default, whatever the machine is called', () => {
    const settings = resolve({ datasets }, { EDGEJSON_MACHINE: 'Raspberry Pi 5, 8 GB' })
    expect(settings).toMatchObject({ latency: null, machine: 'Raspberry Pi 5, 8 GB' })
    expect(settings.datasets[0]?.latencyFile).toBeNull()
  })

  test('the file lies beside the baseline and carries name and label', () => {
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
    [{ label: 'pi' }, /there is no option latency\.label; the options are machine, sample/],
  ])('%j is refused', (latency, message) => {
    expect(() => resolve({ datasets, latency })).toThrow(message)
  })
})
