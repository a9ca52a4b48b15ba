import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../plugin/core/json/json.ts'
import type { Example } from '../../../plugin/records/example.ts'
import { paperInput, published, type SampleRun, sampleViews } from '../../test-support/paper/paper-input.ts'
import { platformRuns } from '../../test-support/paper/platform-runs.ts'
import { timedReport } from '../../test-support/timed-runs.ts'
import { type Cell, type Missing, notesOf, type PaperTable } from '../table.ts'
import { agreementTable } from './agreement-table.ts'
import { complexityTable } from './complexity-table.ts'
import { datasetTable } from './dataset-table.ts'
import { errorTable } from './error-table.ts'
import { hyperparameterTable } from './hyperparameter-table.ts'
import { TABLES } from './index.ts'
import { latencyTable } from './latency-table.ts'
import { resultsTable } from './results-table.ts'
import { sizeTable } from './size-table.ts'
import { trainingSizeTable } from './training-size-table.ts'

function made(table: PaperTable | Missing): PaperTable {
  if (table.kind === 'missing') throw new Error(`it needs ${table.what}`)
  for (const { cells } of table.rows) expect(cells).toHaveLength(table.columns.length)
  return table
}

/** Cells of a row by the title of their column. */
function row(table: PaperTable, ...start: Cell[]): Record<string, Cell> {
  const found = table.rows.find(({ cells }) => start.every((cell, index) => cells[index] === cell))
  if (found === undefined) throw new Error(`no row begins with ${start.join(', ')}`)
  return Object.fromEntries(table.columns.map(({ title }, index) => [title, found.cells[index] ?? null]))
}

const first = (table: PaperTable): Cell[] => table.rows.map(({ cells }) => cells[0] ?? null)

function example(id: string, change: Partial<Example> = {}): Example {
  const expected: JsonValue = { a: 1 }
  return {
    id,
    line: 1,
    schemaId: 'rating',
    complexity: 'simple',
    source: 'official',
    critical: false,
    prompt: 'abc',
    expected,
    ...change,
  }
}

test('without inputs every table says what it needs, and none is made of published figures alone', () => {
  for (const { title, make } of TABLES) {
    const table = make(paperInput({ published }))
    expect(table, title).toMatchObject({ kind: 'missing' })
    if (table.kind === 'missing') expect(table.what, title).toMatch(/run|--dataset|--training-config|--meta/)
  }
})

describe('1: dataset', () => {
  const datasets = [
    {
      name: 'train',
      examples: [
        example('a', { prompt: '😀bc' }),
        example('b', { prompt: 'abcdefg', complexity: 'medium', source: 'note' }),
        example('c', { prompt: 'abcde', complexity: 'zebra', schemaId: null }),
      ],
    },
    { name: 'test', examples: [example('d', { source: null })] },
  ]
  const input = paperInput({
    datasets,
    measure: { expectedText: () => '12345', leaves: () => 3, tokens: null },
  })

  test('counts and lengths by split, complexity, source and schema', () => {
    const table = made(datasetTable(input))
    expect(row(table, 'all')).toMatchObject({
      examples: 4,
      'prompt mean': 4.5,
      'prompt median': 4,
      'prompt max': 7,
      'expected value mean': 5,
      'leaves max': 3,
    })
    expect(row(table, 'split', 'train')).toMatchObject({ examples: 3, 'share (%)': 0.75 })
    const values = (by: string) =>
      table.rows.filter(({ cells }) => cells[0] === by).map(({ cells }) => cells[1])
    expect(values('complexity')).toEqual(['simple', 'medium', 'zebra'])
    expect(values('source')).toEqual(['note', 'official', 'unknown'])
    expect(values('schema')).toEqual(['rating', 'unknown'])
    for (const by of ['split', 'complexity', 'source', 'schema']) {
      const counts = table.rows.filter(({ cells }) => cells[0] === by).map(({ cells }) => Number(cells[2]))
      expect(counts.reduce((a, b) => a + b)).toBe(4)
    }
  })

  test('tokens only with a tokenizer', () => {
    expect(made(datasetTable(input)).columns.map(({ title }) => title)).not.toContain('prompt tokens mean')
    const tokens = (text: string) => text.length
    const table = made(datasetTable({ ...input, measure: { ...input.measure, tokens } }))
    expect(row(table, 'split', 'test')).toMatchObject({
      'prompt tokens max': 3,
      'expected value tokens max': 5,
    })
  })
})

test('2: hyper-parameters, a column for each model, published ones marked', () => {
  const hyperparameters = [
    {
      model: 'ours',
      values: new Map<string, string | number>([
        ['learning rate', 0.0006],
        ['LoRA rank', 16],
      ]),
    },
  ]
  const table = made(hyperparameterTable(paperInput({ hyperparameters, published })))
  expect(table.columns).toEqual([
    { title: 'hyper-parameter', kind: 'text' },
    { title: 'ours', kind: 'text', published: false },
    { title: 'Theirs-360M', kind: 'text', published: true },
  ])
  expect(table.rows.map(({ cells }) => cells)).toEqual([
    ['LoRA rank', 16, 32],
    ['learning rate', 0.0006, null],
    ['schedule', null, 'cosine'],
  ])
  expect(notesOf(table)).toContain('†: published, not measured here.')
})

describe('3: results', () => {
  const runs = sampleViews([
    { name: 'q4' },
    { name: 'slow', fate: (line) => (line === 1 ? 'timeout' : 'exact') },
  ])

  test('three modes of every run with their intervals, published figures below', () => {
    const table = made(resultsTable(paperInput({ runs, published })))
    const { lenient } = runs[0]?.report.totals ?? {}
    expect(row(table, 'q4', 'lenient')).toMatchObject({
      examples: 60,
      'JSONExact (%)': {
        value: lenient?.jsonExact,
        low: lenient?.jsonExactInterval?.[0],
        high: lenient?.jsonExactInterval?.[1],
      },
    })
    expect(first(table)).toEqual(['q4', 'q4', 'q4', 'slow', 'slow', 'slow', 'Theirs-360M'])
    expect(table.rows.map((each) => each.published ?? false)).toEqual([...Array(6).fill(false), true])
    expect(row(table, 'Theirs-360M')).toMatchObject({
      mode: 'official',
      'JSONExact (%)': 0.551,
      FieldF1: 0.78,
    })
  })

  test('the notes say who has no outputs, and why published figures do not compare', () => {
    const notes = notesOf(made(resultsTable(paperInput({ runs, published }))))
    expect(notes).toContain('slow: 1 of 60 examples have no output and are in no rate.')
    expect(notes).toContain('Published figures: A paper & its authors.')
    expect(notes.join('\n')).toMatch(
      /Official figures of q4 are not comparable with published ones: dataset test, not an official split.*token limit 2048/,
    )
    expect(notesOf(made(resultsTable(paperInput({ runs })))).join('\n')).not.toMatch(/published/i)
  })

  test('runs of several datasets are distinguished', () => {
    const [a, b] = sampleViews([{ name: 'a' }, { name: 'b' }])
    if (a === undefined || b === undefined) throw new Error('two runs')
    const dataset = { ...b.report.dataset, name: 'other', sha256: 'f'.repeat(64) }
    const mixed = [a, { ...b, report: { ...b.report, dataset } }]
    expect(notesOf(made(resultsTable(paperInput({ runs: mixed }))))).toContainEqual(
      expect.stringMatching(/^The runs are not of one dataset: test \(d+…\) with a; other \(f+…\) with b\.$/),
    )
  })

  test('a run without a single score has no rates, not rates of 0', () => {
    const dead = sampleViews([{ name: 'dead', fate: () => 'timeout' }])
    expect(resultsTable(paperInput({ runs: dead }))).toMatchObject({ kind: 'missing' })
    const table = made(resultsTable(paperInput({ runs: [...runs, ...dead] })))
    expect(row(table, 'dead', 'lenient')).toMatchObject({ examples: 0, 'JSONExact (%)': null, FieldF1: null })
    expect(notesOf(table)).toContain('–: not measured, or not known.')
  })
})

test('4: by complexity, in the order of difficulty', () => {
  const runs = sampleViews([{ name: 'q4', fate: () => 'exact' }])
  const table = made(complexityTable(paperInput({ runs, published })))
  expect(table.rows.map(({ cells }) => cells.slice(0, 2).join(' '))).toEqual([
    'q4 simple',
    'q4 medium',
    'q4 complex',
    'Theirs-360M simple',
    'Theirs-360M medium',
    'Theirs-360M complex',
  ])
  expect(row(table, 'q4', 'complex')).toMatchObject({ 'JSONExact, lenient (%)': { value: 1 } })
  expect(row(table, 'Theirs-360M', 'complex')).toMatchObject({
    examples: null,
    'JSONExact, lenient (%)': null,
    'JSONExact, official (%)': 0.04,
  })
  expect(table.notes).toContain('Fewer examples.')
})

describe('5: latency', () => {
  const live: SampleRun[] = [
    { name: 'q4', machine: 'pi5' },
    { name: 'q4', machine: 'laptop', slower: 0.1 },
    { name: 'fp32', machine: 'pi5' },
  ]

  test('by machine; recorded timings are of another machine and stay out', () => {
    const table = made(
      latencyTable(paperInput({ runs: sampleViews([...live, { name: 'old', replayed: true }]) })),
    )
    expect(table.rows.map(({ cells }) => cells.slice(0, 2).join(' '))).toEqual([
      'pi5 q4',
      'pi5 fp32',
      'laptop q4',
    ])
    expect(Number(row(table, 'laptop')['completion p50 (ms)'])).toBeCloseTo(
      Number(row(table, 'pi5')['completion p50 (ms)']) / 10,
    )
    expect(notesOf(table)).toContain('Left out, because replayed or not measured: old.')
  })

  test('says that nothing was measured', () => {
    const replayed = sampleViews([{ replayed: true }])
    expect(latencyTable(paperInput({ runs: replayed, published }))).toEqual({
      kind: 'missing',
      what: 'a run that measured latency live; the run given replayed recorded completions or measured nothing',
    })
  })

  test('a published speed is only a speed', () => {
    const table = made(latencyTable(paperInput({ runs: sampleViews(live), published })))
    expect(row(table, 'a CPU')).toMatchObject({
      model: 'Theirs-135M',
      'tokens/s of one sequence': 20,
      'output tokens/s, wall clock': null,
      'completion p50 (ms)': null,
    })
  })
})

describe('5 and 9: platforms', () => {
  test('runtime, memory, energy and JSONExact of every platform; of an emulated one JSONExact alone', () => {
    const table = made(latencyTable(paperInput({ runs: platformRuns() })))
    const rows = table.rows.map(({ cells }) =>
      Object.fromEntries(table.columns.map(({ title }, index) => [title, cells[index]])),
    )
    expect(rows.map((each) => [each.machine, each.runtime])).toEqual([
      ['laptop', 'onnx'],
      ['laptop', 'transformers.js, cpu'],
      ['pi5', 'onnx'],
      ['arm64 (emulated on x86_64)', 'onnx'],
    ])
    expect(rows[0]).toMatchObject({
      'peak memory (MiB)': 300,
      'energy per exact example, gross (J)': 2.5,
      'energy per exact example, net (J)': 1.25,
      'output tokens/s, wall clock': 500,
      'JSONExact, lenient (%)': { value: 50 / 60 },
    })
    expect(rows[1]?.['energy per exact example, net (J)']).toBeNull()
    expect(rows[2]?.['peak memory (MiB)']).toBeNull()
    expect(rows[3]).toMatchObject({ threads: 4, 'JSONExact, lenient (%)': { value: 50 / 60 } })
    const costs = table.columns
      .map(({ title }) => title)
      .filter((title) => /ms|tokens|memory|energy/.test(title))
    expect(costs).toHaveLength(9)
    expect(costs.map((title) => rows[3]?.[title])).toEqual(costs.map(() => null))
    expect(table.columns.map(({ title }) => title)).not.toContain('examples')
    const notes = notesOf(table)
    expect(notes).toContain(
      'Energy of nano (laptop, onnx), nano (laptop, transformers.js, cpu): 1 CPU package (probe rapl).',
    )
    expect(notes.join(' ')).toContain(
      'Emulated, so without times, memory and energy, which would say nothing about such a machine: nano (arm64, onnx).',
    )
  })

  test('runs of samples have their number of examples, and an emulated one needs no times', () => {
    const runs = platformRuns().map((run, index) => {
      if (index < 3) return run
      const { totals, latency } = run.report
      const unmeasured = { ...latency, measured: 'none' as const, totalMs: null }
      return { ...run, report: { ...run.report, totals: { ...totals, examples: 12 }, latency: unmeasured } }
    })
    const { columns, rows, notes } = made(latencyTable(paperInput({ runs })))
    const at = columns.findIndex(({ title }) => title === 'examples')
    expect(rows.map(({ cells }) => cells[at])).toEqual([60, 60, 60, 12])
    expect(notes.join(' ')).not.toContain('Left out')
  })

  test('with a latency sample the times are those of one example at a time', () => {
    const [run] = platformRuns()
    const { latencyGate } = timedReport(1)
    if (run === undefined || latencyGate === undefined) throw new Error('runs')
    const latency = { ...run.report.latency, concurrency: 8 }
    const timesOf = (report: typeof run.report) =>
      row(made(latencyTable(paperInput({ runs: [{ ...run, report }] }))), 'laptop')
    expect(timesOf({ ...run.report, latency, latencyGate })).toMatchObject({
      concurrency: 8,
      'completion p50 (ms)': latencyGate.sample?.totalMs?.p50,
      'first token p50 (ms)': 100,
      'tokens/s of one sequence': null,
      'output tokens/s, wall clock': 500,
    })
    expect(timesOf({ ...run.report, latency })).toMatchObject({
      'completion p50 (ms)': latency.totalMs?.p50,
      'tokens/s of one sequence': latency.sequenceTokensPerSecond,
    })
  })

  test('a column that no run has a value for is left out; energies of two scopes are said to be no pair', () => {
    const bare = made(latencyTable(paperInput({ runs: sampleViews([{ name: 'a' }]) })))
    expect(bare.columns.map(({ title }) => title).join()).not.toMatch(/energy|memory/)
    const [first, second] = platformRuns()
    if (first === undefined || second?.report.energy === undefined) throw new Error('runs')
    const other = {
      ...second,
      report: { ...second.report, energy: { ...second.report.energy, scope: 'USB meter' } },
    }
    const failed = {
      ...second,
      report: {
        ...second.report,
        energy: { ...second.report.energy, gross: null, net: null, reason: 'no counter' },
      },
    }
    const notes = (runs: Parameters<typeof paperInput>[0]) =>
      made(latencyTable(paperInput(runs))).notes.join(' ')
    expect(notes({ runs: [first, other] })).toContain('Energies of different scopes cannot be compared.')
    expect(notes({ runs: [first, failed] })).toContain('not measured: no counter')
  })

  test('each further platform against the first: same text, lost, gained', () => {
    const table = made(agreementTable(paperInput({ runs: platformRuns() })))
    expect(table.rows.map(({ cells }) => cells.slice(0, 7))).toEqual([
      ['nano', 'laptop: onnx', 'laptop: transformers.js, cpu', 60, 57, 1, 1],
      ['nano', 'laptop: onnx', 'pi5: onnx', 60, 60, 0, 0],
      ['nano', 'laptop: onnx', 'arm64 (emulated on x86_64): onnx', 60, 60, 0, 0],
    ])
    expect(table.rows[0]?.cells[7]).toMatchObject({ value: 0 })
  })

  test('runs without examples or with other settings make no pair, and the reason is given', () => {
    const runs = platformRuns()
    const slim = runs.map((run) => ({ ...run, report: { ...run.report, cases: [] } }))
    expect(agreementTable(paperInput({ runs: slim }))).toMatchObject({ kind: 'missing' })
    const [first, second] = runs
    if (first === undefined || second === undefined) throw new Error('runs')
    const fingerprint = { ...second.report.fingerprint, maxNewTokens: 512 }
    const other = { ...second, report: { ...second.report, fingerprint } }
    expect(agreementTable(paperInput({ runs: [first, other] }))).toMatchObject({
      kind: 'missing',
      what: expect.stringContaining('token limit'),
    })
  })
})

test('6: by size, smallest first; what the meta file says wins', () => {
  const runs = sampleViews(
    [
      { name: 'large', model: { parameters: 360_000_000 } },
      { name: 'unknown', model: { parameters: null, bytes: null } },
      { name: 'small', model: { parameters: null, bytes: 5 } },
    ],
    { small: { parameters: 4_000_000, family: 'nano' } },
  )
  const table = made(sizeTable(paperInput({ runs, published })))
  expect(first(table)).toEqual(['small', 'large', 'Theirs-360M'])
  expect(row(table, 'small')).toMatchObject({
    family: 'nano',
    'parameters (M)': 4_000_000,
    'weights (MB)': 5,
  })
  expect(notesOf(table)).toContain('Left out, because their size is not known: unknown.')
  const unknown = runs.filter(({ label }) => label === 'unknown')
  expect(sizeTable(paperInput({ runs: unknown }))).toMatchObject({ kind: 'missing' })
})

test('7: by training data, within families', () => {
  const runs = sampleViews([{ name: 'b629' }, { name: 'a100' }, { name: 'b100' }, { name: 'none' }], {
    b629: { trainExamples: 629, family: 'b', loraRank: 16 },
    b100: { trainExamples: 100, family: 'b' },
    a100: { trainExamples: 100, family: 'a' },
  })
  const table = made(trainingSizeTable(paperInput({ runs, published })))
  expect(first(table)).toEqual(['b100', 'b629', 'a100', 'Theirs-135M'])
  expect(row(table, 'b629')).toMatchObject({ 'training examples': 629, 'LoRA rank': 16 })
  expect(row(table, 'b100')).toMatchObject({ 'LoRA rank': null })
})

test('8: classes as shares of the misses; no misses have no shares', () => {
  const runs = sampleViews([
    { name: 'q4', fate: (line) => (line % 4 === 0 ? 'omission' : line % 4 === 1 ? 'truncated' : 'exact') },
    { name: 'perfect', fate: () => 'exact' },
  ])
  const table = made(errorTable(paperInput({ runs, published })))
  expect(row(table, 'omission')).toMatchObject({
    'q4 (n = 30)': 0.5,
    'perfect (n = 0)': null,
    'Theirs-360M': 0.42,
  })
  expect(row(table, 'no JSON')).toMatchObject({ 'q4 (n = 30)': 0, 'Theirs-360M': null })
  expect(errorTable(paperInput({ runs: runs.slice(1) }))).toMatchObject({ what: 'a run with misses' })
})
