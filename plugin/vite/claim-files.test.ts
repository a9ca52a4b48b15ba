import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { claimFiles } from './claim-files.ts'
import type { EdgejsonOptions } from './options.ts'
import { resolveOptions } from './resolve-options.ts'

const ROOT = path.resolve('/project')

function claimAll(...projects: readonly EdgejsonOptions[]): void {
  const vitest = {}
  for (const options of projects) claimFiles(vitest, resolveOptions(options, ROOT, {}, ROOT))
}

const datasets = ['a/test.jsonl', 'a/val.jsonl']

describe('a report that another project replaces', () => {
  const writer = { name: 'a', datasets: 'x.jsonl' }
  const reader = { name: 'b', datasets: 'y.jsonl', baseline: '.edgejson/a/report.json' }

  test.each([
    ['first', [reader, writer]],
    ['last', [writer, reader]],
  ])('the reader %s', (_, projects) => {
    expect(() => claimAll(...projects)).toThrow(
      /option baseline of the project "b" is ".*report\.json", which the project "a" of the same run replaces/,
    )
  })

  test('alone, or with another report, it is read', () => {
    claimAll(reader)
    claimAll(writer, { ...reader, baseline: 'kept/report.json' })
    claimAll(writer, { ...reader, baseline: 'git:main' })
  })
})

describe('what two projects write', () => {
  test('folders of their own', () => {
    claimAll({ datasets }, { name: 'q4', datasets }, { name: 'q8', datasets, baselineDir: 'baselines' })
  })

  test('a project that is configured again, with other folders', () => {
    claimAll({ datasets }, { datasets, outputDir: 'reports' }, { name: 'q4', datasets })
  })

  test.each<[string, readonly EdgejsonOptions[], RegExp]>([
    [
      'a project named like a dataset of another',
      [{ datasets }, { name: 'test', datasets: 'x.jsonl' }],
      /the projects "edgejson" and "test" would write their reports to the same place, ".*test"\. Give one of them another name or outputDir/,
    ],
    [
      'folders that differ in case only',
      [
        { name: 'q4', datasets: 'x.jsonl' },
        { name: 'Q4', datasets: 'y.jsonl' },
      ],
      /"q4" and "Q4" would write their reports/,
    ],
    [
      'an outputDir that is the folder of another',
      [
        { name: 'q4', datasets: 'x.jsonl' },
        { datasets: 'y.jsonl', outputDir: '.edgejson/q4' },
      ],
      /"q4" and "edgejson" would write their reports/,
    ],
    [
      'names and datasets that make one baseline',
      [
        { name: 'b.a', datasets: 'x.jsonl' },
        { name: 'a', datasets: 'x.b.jsonl' },
      ],
      /would write their baseline to the same place, ".*x\.b\.a\.baseline\.jsonl"/,
    ],
  ])('%s is refused', (_, projects, message) => {
    expect(() => claimAll(...projects)).toThrow(message)
  })
})
