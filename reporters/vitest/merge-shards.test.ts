import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CaseRecord } from '../../plugin/records/case.ts'
import type { ProjectSettings } from '../../plugin/records/project-settings.ts'
import { readShardHeader, type ShardHeader, shardFileName } from '../../plugin/records/shard-file.ts'
import { baselineOf, collected, type Fate, report, typicalFate } from '../test-support/benchmark.ts'
import { hostileText } from '../test-support/hostile.ts'
import { type RunMetaChange, runMeta } from '../test-support/run-meta.ts'
import { projectSettings } from '../test-support/settings.ts'
import { CaseSpool } from './case-spool.ts'
import { mergeShards } from './merge-shards.ts'
import { ShardCases } from './shard-cases.ts'
import { judgeSettings } from './shard-recorder.ts'

let root = ''
let exitCode: typeof process.exitCode
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'edgejson-merge-'))
  exitCode = process.exitCode
  process.exitCode = undefined
})
afterEach(() => {
  process.exitCode = exitCode
  rmSync(root, { recursive: true, force: true })
})

/** Writes every n-th case to each of n shard files, in the order of `order`. */
function shardFiles(
  cases: readonly CaseRecord[],
  count: number,
  { meta = {}, header = {} }: { meta?: RunMetaChange; header?: Partial<ShardHeader> } = {},
  order: (a: CaseRecord, b: CaseRecord) => number = () => 0,
): string[] {
  return Array.from({ length: count }, (_, at) => {
    const part: readonly [number, number] = [at + 1, count]
    const spool = new CaseSpool(root)
    for (const each of cases.filter((_, index) => index % count === at).sort(order)) spool.add(each)
    const file = path.join(root, shardFileName(part))
    spool.finish(file, {
      kind: 'edgejson-shard',
      version: 1,
      tool: { name: 'vitest-edgejson', version: '0.1.0', vitest: '4.1.12' },
      part,
      dataset: 'evals/test.jsonl',
      settings: judgeSettings(projectSettings(root)),
      meta: runMeta({ examples: cases.length, part, shard: at + 1, ...meta }),
      errors: [],
      skipped: 0,
      unfinished: 0,
      interrupted: false,
      durationMs: 10,
      ...header,
    })
    return file
  })
}

const open = (files: readonly string[]) =>
  new ShardCases(files.map((file) => ({ file, header: readShardHeader(file) })))

async function merge(
  files: readonly string[],
  { update = false, out = null }: { update?: boolean; out?: string | null } = {},
) {
  let printed = ''
  const write = (text: string) => {
    printed += text
  }
  const stream = { write }
  const place = { root, out, update, env: {}, stdout: stream, stderr: stream, color: false }
  await mergeShards(files, place)
  return {
    printed,
    report: JSON.parse(readFileSync(path.join(out ?? path.join(root, '.edgejson'), 'report.json'), 'utf8')),
  }
}

/** Files below the root that this process has open. */
function openFiles(): string[] {
  const handles = readdirSync('/proc/self/fd').flatMap((handle) => {
    try {
      return [readlinkSync(`/proc/self/fd/${handle}`)]
    } catch {
      // The handle of the listing itself.
      return []
    }
  })
  return handles.filter((file) => file.startsWith(root))
}

test.skipIf(process.platform !== 'linux')('a header that is read leaves its file closed', () => {
  const [file = ''] = shardFiles(collected({ examples: 5 }).cases, 1)
  expect(readShardHeader(file).cases).toBeGreaterThan(0)
  expect(openFiles()).toEqual([])
})

describe('cases of shard files', () => {
  test('are those of the run, in the order of the dataset, as often as they are read', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: hostileText, text: hostileText }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        (texts, count, isReversed) => {
          const { cases } = collected({
            examples: texts.length,
            fate: typicalFate,
            change: ({ line, completion }) => {
              const { id = '', text = '' } = texts[line - 1] ?? {}
              return { id: `${id}${line}`, prompt: text, completion: completion && { ...completion, text } }
            },
          })
          const order = isReversed ? (a: CaseRecord, b: CaseRecord) => b.line - a.line : undefined
          const read = open(shardFiles(cases, count, {}, order))
          expect(read).toHaveLength(cases.length)
          expect([...read]).toEqual(cases)
          expect([...read]).toEqual(cases)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('leave no draft', () => {
    const files = shardFiles(collected({ examples: 5 }).cases, 2)
    expect(readdirSync(root).sort()).toEqual(files.map((file) => path.basename(file)).sort())
  })
})

describe('a merge', () => {
  test('has the figures and the verdict of the run', async () => {
    const before = collected({ examples: 300, fate: typicalFate })
    const run = collected({
      examples: 300,
      fate: (line) => (line % 50 === 0 ? 'wrong_value' : typicalFate(line)),
      meta: { part: null },
    })
    await merge(shardFiles(before.cases, 4), { update: true })
    const merged = (await merge(shardFiles(run.cases, 4))).report
    const whole = JSON.parse(JSON.stringify(report(run, { baseline: baselineOf(before) })))
    const { createdAt, durationMs, tool, verdict, ...rest } = merged
    expect(verdict).toEqual({ ...whole.verdict, baseline: expect.anything(), notes: expect.anything() })
    expect(rest).toEqual({
      ...whole,
      outcome: rest.outcome,
      createdAt: undefined,
      durationMs: undefined,
      tool: undefined,
      verdict: undefined,
    })
  })

  test('of two projects judges each by its own options, one by the run of the other', async () => {
    const own = projectSettings(root)
    const written = (name: string, settings: Partial<ProjectSettings>, fate: (line: number) => Fate) =>
      shardFiles(collected({ examples: 300, fate }).cases, 2, {
        header: {
          settings: judgeSettings({ ...own, ...settings, name, outputDir: path.join(root, name) }),
        },
      }).map((file) => {
        const moved = path.join(root, `${name}.${path.basename(file)}`)
        renameSync(file, moved)
        return moved
      })
    const [dataset] = own.datasets.map((each) => ({ ...each, outputDir: path.join(root, 'q4') }))
    const q4 = written(
      'q4',
      {
        datasets: dataset === undefined ? [] : [dataset],
        gate: { against: 'fp32', margin: 0.03 },
        baseline: { kind: 'project', project: 'fp32' },
      },
      (line) => (line === 1 ? 'wrong_value' : 'exact'),
    )
    const fp32 = written('fp32', {}, () => 'exact')
    await merge([...q4, ...fp32])
    const reported = JSON.parse(readFileSync(path.join(root, 'q4/report.json'), 'utf8'))
    expect(reported.verdict).toMatchObject({
      state: 'non_inferior',
      baseline: { origin: { kind: 'project', project: 'fp32' }, exact: 300 },
      comparison: { lost: [reported.cases[0].id] },
    })
    expect(reported.cases.map((each: CaseRecord) => each.baseline)).toEqual(Array(300).fill('hit'))
    expect((await merge([...q4, ...fp32])).report.verdict.state).toBe('stable')
  })

  test('of shards that were cut short or that failed is inconclusive', async () => {
    const { cases } = collected({ examples: 20 })
    const unfinished = await merge(shardFiles(cases, 2, { header: { unfinished: 3 } }))
    expect(unfinished.report.verdict).toMatchObject({
      state: 'inconclusive',
      reason: '6 examples never finished',
    })
    expect(process.exitCode).toBe(2)
    const interrupted = await merge(
      shardFiles(cases.slice(0, 18), 2, { meta: { examples: 20 }, header: { interrupted: true } }),
    )
    expect(interrupted.report.verdict.state).toBe('inconclusive')
    const failed = await merge(shardFiles(cases, 2, { header: { errors: ['a hook failed'] } }))
    expect(failed.report.verdict).toMatchObject({ state: 'inconclusive', reason: 'a hook failed' })
  })

  test('of shards of two models is inconclusive', async () => {
    const { cases } = collected({ examples: 20 })
    const [first = ''] = shardFiles(cases, 2)
    const other = readFileSync(first, 'utf8')
    const [, second = ''] = shardFiles(cases, 2, {
      meta: { model: { ...(runMeta().model as object), dtype: 'q2' } as never },
    })
    writeFileSync(first, other)
    const { printed, report: merged } = await merge([first, second])
    expect(merged.verdict.reason).toMatch(/the shards belong to different runs, which differ in dtype/)
    expect(printed).toContain('inconclusive')
  })
})

describe('is refused with the way out:', () => {
  const refusal = async (files: readonly string[]): Promise<string> => {
    try {
      await merge(files)
    } catch (error) {
      return String(error)
    }
    return 'merged'
  }

  test('a shard that is missing', async () => {
    const [first = '', , third = ''] = shardFiles(collected({ examples: 9 }).cases, 3)
    expect(await refusal([first, third])).toMatch(
      /1 of 3 shards of evals\/test\.jsonl is missing: "cases\.shard-2-3\.jsonl"\. Run "--shard=2\/3" and name its file/,
    )
  })

  test('a shard that is named twice', async () => {
    const files = shardFiles(collected({ examples: 9 }).cases, 3)
    expect(await refusal([...files, files[1] ?? ''])).toMatch(
      /both are shard 2 of 3 of evals\/test\.jsonl\. Name each shard once/,
    )
  })

  test('a shard of another count, or of another configuration', async () => {
    const { cases } = collected({ examples: 9 })
    const [half = ''] = shardFiles(cases, 2)
    const thirds = shardFiles(cases, 3)
    expect(await refusal([half, ...thirds])).toMatch(
      /is shard 1 of 2, and .* is one of 3\. Run all shards with one count/,
    )
    const strict = { ...judgeSettings(projectSettings(root)), misses: 'fail' } as const
    const [, other = ''] = shardFiles(cases, 2, { header: { settings: strict } })
    const kept = readFileSync(other, 'utf8')
    shardFiles(cases, 2)
    writeFileSync(other, kept)
    expect(await refusal([half, other])).toMatch(
      /the option misses of .* is not that of .*\. Run all shards with one configuration/,
    )
  })

  test('output folders that differ, unless the merge has one of its own', async () => {
    const { cases } = collected({ examples: 4 })
    const own = projectSettings(root)
    const [first = ''] = shardFiles(cases, 2)
    const kept = readFileSync(first)
    const elsewhere = own.datasets.map((each) => ({ ...each, outputDir: path.join(root, 'elsewhere') }))
    const settings = judgeSettings({ ...own, datasets: elsewhere, outputDir: path.join(root, 'elsewhere') })
    const [, second = ''] = shardFiles(cases, 2, { header: { settings } })
    writeFileSync(first, kept)
    expect(await refusal([first, second])).toMatch(
      /the output folder of .* is not that of .* Name one for the merge with --out/,
    )
    const { report: merged } = await merge([first, second], { out: path.join(root, 'out') })
    expect(merged.cases).toHaveLength(4)
  })

  test('a file that was cut off, edited, or is another one', async () => {
    const { cases } = collected({ examples: 9 })
    const [first = '', second = ''] = shardFiles(cases, 2)
    const whole = readFileSync(first, 'utf8')
    writeFileSync(first, whole.split('\n').slice(0, 3).join('\n'))
    expect(await refusal([first, second])).toMatch(
      /cases\.shard-1-2\.jsonl:3: .* it has 2 cases of the 5 .* Run the shard again/,
    )
    writeFileSync(first, whole.slice(0, -20))
    expect(await refusal([first, second])).toMatch(/cases\.shard-1-2\.jsonl:6: .* it is not JSON/)
    writeFileSync(first, whole.replaceAll('"state":"passed"', '"state":"won"'))
    expect(await refusal([first, second])).toMatch(/field state of .*cases\.shard-1-2\.jsonl:2 is "won"/)
    writeFileSync(first, '{"kind":"edgejson-run"}\n')
    expect(await refusal([first, second])).toMatch(/is no shard file/)
    expect(await refusal([path.join(root, 'none.jsonl')])).toMatch(
      /cannot read the shard file .*none\.jsonl.*ENOENT/,
    )
  })

  test('shards that overlap', async () => {
    const { cases } = collected({ examples: 9 })
    const [first = '', second = ''] = shardFiles(cases, 2)
    const [, line = ''] = readFileSync(first, 'utf8').split('\n')
    const [head = '', ...rest] = readFileSync(second, 'utf8').split('\n')
    writeFileSync(second, [head.replace('"cases":4', '"cases":5'), line, ...rest].join('\n'))
    expect(await refusal([first, second])).toMatch(/line 1 of the dataset is both in .* the shards overlap/)
  })
})
