import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { analyse } from '../analysis/index.ts'
import { collected, report, typicalFate } from '../test-support/benchmark.ts'
import { appendJobSummary, repositoryPath } from './github-actions.ts'

const typical = report(collected({ examples: 158, fate: typicalFate }))
const LIMIT = 1024 * 1024

let root: string
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'edgejson-summary-'))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

describe('the job summary', () => {
  const append = (file: string) => appendJobSummary(file, [typical], [analyse(typical)])

  test('may not be there yet', async () => {
    const file = path.join(root, 'summary.md')
    expect(await append(file)).toBeNull()
    expect(readFileSync(file, 'utf8')).toMatch(/^## /)
  })

  test.each([0, 1, 900_000, LIMIT - 70_000, LIMIT - 65_700, LIMIT - 100, LIMIT + 5])(
    'keeps the whole below 1 MiB behind %i bytes of others, and keeps those',
    async (size) => {
      const file = path.join(root, 'summary.md')
      writeFileSync(file, 'x'.repeat(size))
      const note = await append(file)
      const text = readFileSync(file)
      expect(text.length).toBeLessThanOrEqual(Math.max(size, LIMIT))
      expect(text.subarray(0, size).every((byte) => byte === 120)).toBe(true)
      expect(note === null).toBe(text.length > size)
    },
  )

  test('that cannot be written says so', async () => {
    await expect(append(path.join(root, 'nowhere', 'summary.md'))).rejects.toMatchObject({ code: 'IO' })
  })
})

test.each([
  ['/repo/evals/test.jsonl', '/repo', 'evals/test.jsonl'],
  ['/repo/packages/a/evals/test.jsonl', '/repo', 'packages/a/evals/test.jsonl'],
  ['/other/test.jsonl', '/repo', null],
  ['/repo/test.jsonl', undefined, null],
])('%s in %s is %s', (file, workspace, shown) => {
  expect(repositoryPath(file, workspace)).toBe(shown)
})
