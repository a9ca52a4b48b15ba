import { expect, test } from 'vitest'
import { withSection } from '../shared/docs-section.ts'
import type { Measurement, OverheadFile } from './results.ts'
import { overheadTables, overMs } from './table.ts'

const measured = (name: string, seconds: number | null, more: Partial<Measurement> = {}): Measurement => ({
  name,
  version: null,
  seconds,
  cpuSeconds: seconds,
  peakMiB: 100,
  disturbed: 0.01,
  missing: null,
  ...more,
})

const file: OverheadFile = {
  kind: 'overhead',
  version: 1,
  started: '2026-01-02T03:04:05.000Z',
  commit: 'abc',
  command: 'npm run bench:overhead',
  node: 'v20.0.0',
  cpu: 'a | processor',
  loadAverage: 0.5,
  runs: 3,
  limitSeconds: 300,
  counts: [
    {
      examples: 10_000,
      contenders: [
        measured('plain loop', 0.5),
        measured('vitest-edgejson', 2.5, { version: '1.0.0' }),
        measured('vitest-evals', 5, { version: '2.0.0', cpuSeconds: null, peakMiB: null, disturbed: null }),
        measured('evalite', null, { missing: 'stopped\nafter 300 s' }),
      ],
    },
  ],
}

test('every contender has a row, with what the loop takes left out and compared with ours', () => {
  const rows = overheadTables(file)
    .split('\n')
    .filter((line) => line.startsWith('| 10,000'))
  expect(rows).toEqual([
    '| 10,000, plain loop | 0.50 |  | 0.2× | 0.5 | 100 | 1.0 % |',
    '| 10,000, vitest-edgejson | 2.50 | 0.200 |  | 2.5 | 100 | 1.0 % |',
    '| 10,000, vitest-evals | 5.00 | 0.450 | 2.0× | – | – | – |',
    '| 10,000, evalite | – | – | – | – | above 100 | 1.0 % |',
  ])
})

test('what is missing has its reason, and everybody a sentence on what the time buys', () => {
  const text = overheadTables(file)
  expect(text).toContain('Not measured: evalite with 10,000 examples (stopped after 300 s).')
  for (const { name } of file.counts[0]?.contenders ?? [])
    expect(text).toMatch(new RegExp(`^- \\*\\*${name}\\*\\* .*\\.$`, 'm'))
  expect(text).not.toContain('busy')
})

test('a busy machine is reported', () => {
  const busy = {
    ...file,
    counts: [{ examples: 1, contenders: [measured('plain loop', 1, { disturbed: 0.5 })] }],
  }
  expect(overheadTables(busy)).toMatch(/\*\*The machine was busy\*\*.* in a run of plain loop\./)
})

test('not measured is never 0', () => {
  expect(overMs(null, 1, 10)).toBeNull()
  expect(overMs(1, null, 10)).toBeNull()
  expect(overMs(2, 1, 1000)).toBe(1)
})

test('a page keeps all but its section', () => {
  const section = { begin: '<!-- a -->', end: '<!-- b -->' }
  expect(withSection('1\n<!-- a -->\nold\n<!-- b -->\n2', section, 'new')).toBe(
    '1\n<!-- a -->\n\nnew\n\n<!-- b -->\n2',
  )
  expect(() => withSection('<!-- b --><!-- a -->', section, 'new')).toThrow('has no lines')
})
