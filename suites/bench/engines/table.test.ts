import { expect, test } from 'vitest'
import { markdownTable } from '../shared/markdown-table.ts'
import { figures, withFigures } from './docs-section.ts'
import type { Contender, Group, Slice } from './results.ts'
import { fp32Share, roofline } from './roofline.ts'
import { merged } from './saved-file.ts'

const slice: Slice = {
  seconds: 2,
  disturbed: 0.25,
  cpuSeconds: 3,
  answers: [
    {
      id: 'a',
      hash: 'h',
      tokensIn: 3,
      tokensOut: 100,
      queueMs: null,
      firstTokenMs: 20,
      decodeMs: 99,
      exactOfficial: true,
      exactLenient: false,
    },
  ],
}
const contender: Contender = {
  name: 'ours',
  kind: 'ours',
  engine: 'some',
  version: '1',
  numerics: 'as in the file',
  notes: [],
  loadSeconds: 1,
  peakMiB: 300,
  slices: [slice],
  missing: null,
}
const group: Group = {
  name: 'model, q4',
  model: 'model',
  dtype: 'q4',
  weightBytes: 2e9,
  parameters: 1e9,
  dataset: 'test.jsonl',
  examples: 1,
  datasetExamples: 10,
  seed: 1,
  maxNewTokens: 512,
  stop: 'eos',
  started: '2026-01-02T03:04:05.000Z',
  command: 'npm run bench:engines -- --model model',
  commit: 'abc',
  loadAverage: 0.5,
  threads: 2,
  contenders: [
    contender,
    { ...contender, name: 'slow', kind: 'peer', slices: [{ ...slice, seconds: 14, cpuSeconds: 12 }] },
    { ...contender, name: 'absent', kind: 'peer', slices: [], loadSeconds: null, missing: 'not\ninstalled' },
  ],
}
const file = { version: 1 as const, groups: [group], machine: null }

test('the tables name the command, the ratio and what was not measured', () => {
  const text = figures(file)
  expect(text).toContain('npm run bench:engines -- --model model')
  expect(text).toContain('| slow: wall time, loading included | 5.0× |')
  expect(text).toContain('| slow: the same for all 10 examples, estimated | 6.7× |')
  expect(text).toContain('| slow: tokens/s | 7.0× |')
  expect(text).toContain('| slow: CPU time | 4.0× |')
  expect(text).toContain('Not measured: absent (not installed).')
  expect(text).not.toContain('| absent |')
  expect(text).toContain('| ours | as in the file | 1 |')
})

test('a busy machine is named, with whom it disturbed', () => {
  expect(figures(file)).toMatch(/machine was busy.* in a slice of ours, slow\./)
  const quiet = { ...contender, slices: [{ ...slice, disturbed: 0.05 }] }
  expect(figures({ ...file, groups: [{ ...group, contenders: [quiet] }] })).not.toContain('busy')
})

test('figures replace those before them and nothing else', () => {
  const page = [
    '# Page',
    '',
    '<!-- figures: written by `npm run bench:engines -- --docs`, not by hand -->',
    'old',
    '<!-- end of figures -->',
    'rest',
  ].join('\n')
  const once = withFigures(page, file)
  expect(once).toContain('# Page')
  expect(once).toContain('rest')
  expect(once).not.toContain('old')
  expect(withFigures(once, file)).toBe(once)
  expect(() => withFigures('# Page', file)).toThrow(/has no lines/)
})

test('a cell cannot break its table', () => {
  expect(markdownTable(['a'], [['x|y']])).toBe('| a |\n| --- |\n| x\\|y |')
})

test('a model measured again replaces its old figures; others stay', () => {
  const other = { ...group, name: 'other' }
  const fresh = { ...group, seed: 2 }
  expect(merged([group, other], [fresh])).toEqual([other, fresh])
})

test('bounds: all weights once a token, two operations a parameter', () => {
  const machine = {
    cpu: '',
    threads: 2,
    memoryGiB: 8,
    node: '',
    readGBps: 20,
    fp32Gops: 100,
    int8Gops: 400,
    loadAverage: 0,
  }
  expect(roofline(group, machine)).toEqual({
    readTokensPerSecond: 10,
    fp32TokensPerSecond: 50,
    int8TokensPerSecond: 200,
  })
  // 103 tokens in 2 s, two operations for each of a billion parameters, of 100 billion a second.
  expect(fp32Share(contender, group, machine)).toBeCloseTo(1.03)
  expect(fp32Share({ slices: [] }, group, machine)).toBeNull()
  expect(fp32Share(contender, { parameters: null }, machine)).toBeNull()
  expect(figures({ ...file, machine })).toMatch(/\| model, q4 \|.*\| 103\.0 % \| – \|/)
  const elsewhere = figures({
    ...file,
    groups: [group, { ...group, name: 'elsewhere', cpu: 'another' }],
    machine,
  })
  expect(elsewhere).toContain(' 2 threads of another; ')
  expect(elsewhere).toContain('What was measured on another CPU is left out.')
  expect(elsewhere).not.toMatch(/^\| elsewhere \|/m)
  expect(roofline({ weightBytes: null, parameters: null }, machine)).toEqual({
    readTokensPerSecond: null,
    fp32TokensPerSecond: null,
    int8TokensPerSecond: null,
  })
})
