import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { InvalidArgumentError } from 'commander'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { renderJson } from '../../reporters/render/json.ts'
import { collected, type Fate, report } from '../../reporters/test-support/benchmark.ts'
import { model } from '../../reporters/test-support/run-meta.ts'
import { TextSink } from '../test-support/text-sink.ts'
import { addVariant, constraints, names } from './switches/choices.ts'
import { foundVariants } from './switches/found-variants.ts'
import { hashInputs } from './switches/inputs.ts'
import { optionsOfConfig } from './switches/shared-options.ts'
import { planVariants } from './switches/variants.ts'
import { runSwitches, type SwitchesCommandOptions } from './switches.ts'

function folder(files: Readonly<Record<string, string>> = {}): string {
  const root = mkdtempSync(path.join(tmpdir(), 'switches-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
    writeFileSync(path.join(root, name), text)
  }
  return root
}

function reportOf(
  dtype: string | null,
  constraint: 'schema' | null = null,
  fate: (line: number) => Fate = () => 'exact',
  name = 'edgejson',
): string {
  const run: LoadedReport = report(
    collected({ examples: 200, fate, meta: { name, model: { ...model, dtype } } }),
  )
  const constrained = constraint === null ? {} : { constraint: constraintRecord }
  return [...renderJson({ ...run, ...constrained })].join('')
}

const constraintRecord = {
  mode: 'schema',
  library: 'x',
  version: null,
  whiteSpace: 'spaced',
  keyOrder: 'schema',
  schemas: 1,
  unenforced: [],
  withoutSchema: 0,
  expected: { checked: 0, reordered: 0, refused: 0, firstRefused: [] },
} as const

async function run(options: SwitchesCommandOptions, model?: string) {
  const [stdout, stderr] = [new TextSink(), new TextSink()]
  const exitCode = await runSwitches(model, options, { stdout, stderr })
  return { exitCode, stdout: stdout.text, stderr: stderr.text }
}

describe('what is run', () => {
  const planned = async (choice: Parameters<typeof planVariants>[0], cwd: string) =>
    (await planVariants(choice, cwd)).map(({ name, project, engineDtype }) => [name, project, engineDtype])

  test('every dtype of the folder, the highest precision first, free before constrained', async () => {
    const cwd = folder({
      'm/onnx/model_q4.onnx': '',
      'm/onnx/model.onnx': '',
      'm/onnx/model_quantized.onnx': '',
    })
    expect(await planned({ model: './m', constraints: [null, 'schema'] }, cwd)).toEqual([
      ['fp32', 'fp32', 'fp32'],
      ['fp32+schema', 'fp32-schema', 'fp32'],
      ['q8', 'q8', 'q8'],
      ['q8+schema', 'q8-schema', 'q8'],
      ['q4', 'q4', 'q4'],
      ['q4+schema', 'q4-schema', 'q4'],
    ])
    expect(await planned({ model: './m', dtypes: ['q4', 'fp32'], constraints: [null] }, cwd)).toEqual([
      ['fp32', 'fp32', 'fp32'],
      ['q4', 'q4', 'q4'],
    ])
  })

  test('each precision in a folder of its own, whatever its file is called there', async () => {
    const cwd = folder({
      'a/onnx/model.onnx': '',
      'b/model.onnx': '',
      'c/model.onnx': '',
      'c/model_q4.onnx': '',
    })
    const variants = [
      ['q4', './c'],
      ['q8', './b'],
      ['fp32', './a'],
    ] as const
    expect(await planned({ variants, constraints: [null] }, cwd)).toEqual([
      ['fp32', 'fp32', 'fp32'],
      ['q8', 'q8', undefined],
      ['q4', 'q4', 'q4'],
    ])
  })

  test('one precision twice, and a name that is no folder', async () => {
    const cwd = folder({ 'm/onnx/model_q4.onnx': '' })
    const both = { model: './m', variants: [['q4', './m']] as const, constraints: [null] }
    await expect(planVariants(both, cwd)).rejects.toThrow('two variants would have the name "q4"')
    const odd = { variants: [['../q4', './m']] as const, constraints: [null] }
    await expect(planVariants(odd, cwd)).rejects.toThrow('a variant cannot have the name "../q4"')
  })

  test('lists of the command line', () => {
    expect(names('fp32, q8,q8')).toEqual(['fp32', 'q8'])
    expect(constraints('schema,none')).toEqual([null, 'schema'])
    expect(addVariant('q8=./a=b')).toEqual([['q8', './a=b']])
    for (const wrong of [
      () => names('a,,b'),
      () => constraints('xml'),
      () => addVariant('q8='),
      () => addVariant('=x'),
    ])
      expect(wrong).toThrow(InvalidArgumentError)
  })
})

describe('whether a finished run is kept', () => {
  const files = { 'weights.onnx': 'w', 'evals/test.jsonl': '{}', 'schemas/a.json': '{}' }
  const options = { datasets: 'evals/test.jsonl', schemas: 'schemas', engine: { threads: 2 } }
  const variant = (root: string) => ({ files: [path.join(root, 'weights.onnx')], engineDtype: 'q8' })

  test.each(Object.keys(files))('not if %s changes', async (name) => {
    const root = folder(files)
    const before = await hashInputs(variant(root), options, root)
    expect(await hashInputs(variant(root), { ...options }, root)).toBe(before)
    writeFileSync(path.join(root, name), 'other')
    expect(await hashInputs(variant(root), options, root)).not.toBe(before)
  })

  test('not if an option changes, and never for what cannot be hashed', async () => {
    const root = folder(files)
    const before = await hashInputs(variant(root), options, root)
    expect(await hashInputs(variant(root), { ...options, maxNewTokens: 512 }, root)).not.toBe(before)
    expect(await hashInputs(variant(root), { ...options, timeout: 9 }, root)).toBe(before)
    expect(await hashInputs({ ...variant(root), files: null }, options, root)).toBeNull()
    const hidden = { ...options, redact: () => '' } as typeof options
    expect(await hashInputs(variant(root), hidden, root)).toBeNull()
  })
})

describe('the table of existing runs', () => {
  const runs = {
    'out/q8/report.json': reportOf('q8', null, () => 'exact', 'q8'),
    'out/q4/report.json': reportOf('q4', null, (line) => (line <= 60 ? 'omission' : 'exact'), 'q4'),
    'out/q4-schema/report.json': reportOf(
      'q4',
      'schema',
      (line) => (line <= 20 ? 'omission' : 'exact'),
      'q4-schema',
    ),
  }

  test('names variants by their reports, and ends with 0 without a gate', async () => {
    const root = folder(runs)
    const { exitCode, stdout, stderr } = await run({ from: [path.join(root, 'out')] })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'q4 with the schema constraint (q4+schema) recovers 40 of 60 lost examples and is not shown to be non-inferior to q8',
    )
  })

  test('the gate: 1 for a variant that is not shown to be non-inferior, 0 for one that is', async () => {
    const root = folder({ ...runs, 'out/fp32/report.json': reportOf('fp32', null, () => 'exact', 'fp32') })
    const from = [path.join(root, 'out')]
    const failed = await run({ from, gate: 'q4+schema' })
    expect(failed).toMatchObject({
      exitCode: 1,
      stderr: 'gate: q4+schema is not shown to be non-inferior to fp32 within 3.0 points\n',
    })
    expect((await run({ from, gate: 'q8', json: true })).exitCode).toBe(0)
    await expect(run({ from, gate: 'fp32' })).rejects.toThrow('--gate "fp32" is the reference itself')
    await expect(run({ from, gate: 'q2' })).rejects.toThrow(
      '--gate "q2" is no variant; the variants are "fp32"',
    )
  })

  test('a half-finished run is a row that was not measured, and exit code 2, gate or not', async () => {
    const root = folder({ ...runs, 'out/fp32-schema/answers.partial.1-2.jsonl': '{}\n' })
    const { exitCode, stdout } = await run({ from: [path.join(root, 'out')], gate: 'q4', json: true })
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout).variants[0]).toMatchObject({
      name: 'fp32+schema',
      figures: null,
      notMeasured: 'the run was interrupted; the same command again resumes it',
    })
  })

  test('a folder of interrupted runs only, and an interrupted run itself', async () => {
    const root = folder({ 'out/q8/answers.partial.1-2.jsonl': '{}\n' })
    for (const place of [path.join(root, 'out'), `${root}/out/`, path.join(root, 'out', 'q8')])
      expect(foundVariants([place]).map(({ name, report }) => [name, report])).toEqual([['q8', null]])
  })

  test('runs of one dtype are named by their projects, and equal names are an error', async () => {
    const root = folder({
      'a/report.json': reportOf('q8', null, () => 'exact', 'old'),
      'b/report.json': reportOf('q8', null, () => 'exact', 'new'),
    })
    expect(foundVariants([path.join(root, 'a'), path.join(root, 'b')]).map(({ name }) => name)).toEqual([
      'old',
      'new',
    ])
    writeFileSync(path.join(root, 'b/report.json'), readFileSync(path.join(root, 'a/report.json')))
    await expect(run({ from: [path.join(root, 'a'), path.join(root, 'b')] })).rejects.toThrow(
      'two variants have the name "old"',
    )
  })

  test('writes files only where --out says so', async () => {
    const root = folder(runs)
    const out = path.join(root, 'table')
    const { stderr, stdout } = await run({ from: [path.join(root, 'out')], out, markdown: true })
    expect(stderr.match(/^written: /gm)).toHaveLength(3)
    expect(readFileSync(path.join(out, 'switches.md'), 'utf8')).toBe(stdout)
    expect(readFileSync(path.join(out, 'report.html'), 'utf8')).toContain('q4+schema')
  })
})

describe('the options of a config', () => {
  const config = (...calls: readonly unknown[]): string =>
    folder({
      'vitest.config.mjs': `export default { plugins: ${JSON.stringify(calls.map((api) => ({ name: 'x', api })))} }`,
    })

  test('of its only edgejson(), or of the one that is named', async () => {
    const a = { edgejson: 'a', options: { maxNewTokens: 5 } }
    const b = { edgejson: 'b', options: { maxNewTokens: 6 } }
    const one = config(a)
    expect(await optionsOfConfig('vitest.config.mjs', undefined, one)).toEqual({
      root: one,
      options: { maxNewTokens: 5 },
    })
    const two = config(a, b)
    expect((await optionsOfConfig('vitest.config.mjs', 'b', two)).options).toEqual({ maxNewTokens: 6 })
    await expect(optionsOfConfig('vitest.config.mjs', undefined, two)).rejects.toThrow(
      'has edgejson() with the names "a", "b"; the options of one call are needed: --project NAME.',
    )
    await expect(optionsOfConfig('vitest.config.mjs', undefined, config())).rejects.toThrow(
      '--config "vitest.config.mjs" has no call of edgejson(); the options of one call are needed.',
    )
  })
})

describe('what is an error before anything runs', () => {
  test.each([
    [undefined, {}, 'name a model folder, or each precision: --variant q8=./q8.'],
    [
      undefined,
      { variant: [['q8', './q8']], dtypes: ['q8'] },
      '--dtypes chooses precisions of a model folder',
    ],
    ['builtin', { project: 'x' }, '--project names an edgejson() of --config FILE'],
    ['builtin', { from: ['runs'] }, 'the model "builtin" would be run: leave one out'],
    ['./nope', {}, 'cannot use model "./nope"'],
    ['builtin', { config: './nope.config.ts' }, 'cannot be loaded'],
    [
      'builtin',
      { reference: 'fp32' },
      '--reference "fp32" is no variant; the variants are "q8", "q8+schema".',
    ],
  ] as const)('%s %o', async (given, options, message) => {
    await expect(run(options as SwitchesCommandOptions, given)).rejects.toThrow(message)
  })

  test('a variable that would replace the model of every variant', async () => {
    vi.stubEnv('EDGEJSON_MODEL', 'builtin')
    onTestFinished(() => void vi.unstubAllEnvs())
    await expect(run({}, 'builtin')).rejects.toThrow('the environment variable EDGEJSON_MODEL is set')
  })
})
