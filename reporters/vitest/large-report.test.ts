import { mkdtempSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { writeChunks } from '../../plugin/core/write-chunks.ts'
import { renderJson } from '../render/json.ts'
import { renderJunit } from '../render/junit/junit.ts'
import { baselineOf, collected, report, typicalFate } from '../test-support/benchmark.ts'

test('a large report is never one string', { timeout: 30_000 }, async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'edgejson-large-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const run = collected({ examples: 200, fate: typicalFate })
  const small = report(run, { baseline: baselineOf(run) })
  const big = { ...small, cases: Array.from({ length: 100 }, () => small.cases).flat() }
  const [json, junit] = [path.join(root, 'report.json'), path.join(root, 'junit.xml')]
  let longest = 0
  function* watched(chunks: Iterable<string>): Generator<string> {
    for (const chunk of chunks) {
      longest = Math.max(longest, chunk.length)
      yield chunk
    }
  }
  await writeChunks(json, watched(renderJson(big)))
  await writeChunks(junit, watched(renderJunit([{ ...big, marks: { ...big.marks, misses: 'fail' } }])))
  expect(longest).toBeLessThan(100_000)
  expect(statSync(json).size).toBeGreaterThan(15_000_000)
  expect(statSync(junit).size).toBeGreaterThan(10_000_000)
})
