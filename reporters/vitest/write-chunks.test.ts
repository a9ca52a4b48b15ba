import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { renderJson } from '../render/json.ts'
import { renderJunit } from '../render/junit/junit.ts'
import { baselineOf, collected, report, typicalFate } from '../test-support/benchmark.ts'
import { writeChunks } from './write-chunks.ts'

function folder(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'edgejson-write-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test('writes the pieces in order, and makes the folders', async () => {
  const root = folder()
  const file = path.join(root, 'a/b/report.json')
  const pieces = Array.from({ length: 5_000 }, (_, index) => `${index} ${'ä'.repeat(300)}\n`)
  await writeChunks(file, pieces)
  expect(readFileSync(file, 'utf8')).toBe(pieces.join(''))
  expect(readdirSync(path.dirname(file))).toEqual(['report.json'])
})

test('a rendering that fails half-way leaves the last file as it was, and no rest of its own', async () => {
  const root = folder()
  const file = path.join(root, 'report.json')
  writeFileSync(file, 'the last one')
  function* broken(): Generator<string> {
    yield 'x'.repeat(3_000_000)
    throw new Error('no more')
  }
  await expect(writeChunks(file, broken())).rejects.toThrow(/no more/)
  expect(readFileSync(file, 'utf8')).toBe('the last one')
  expect(readdirSync(root)).toEqual(['report.json'])
})

test('a file that cannot be is an error with the way out', async () => {
  const root = folder()
  const file = path.join(root, 'report.json')
  mkdirSync(file)
  await expect(writeChunks(file, ['x'])).rejects.toMatchObject({
    code: 'IO',
    message: expect.stringMatching(/cannot write .*report\.json: .*\(EDGEJSON_OUTPUT_DIR\)/),
  })
  expect(readdirSync(root)).toEqual(['report.json'])
})

test('a large report is never one string', { timeout: 30_000 }, async () => {
  const root = folder()
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
