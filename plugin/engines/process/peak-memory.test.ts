import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { peakMemoryOf } from './peak-memory.ts'

test.skipIf(process.platform !== 'linux')('the peak stays when memory is freed', () => {
  const before = peakMemoryOf(process.pid)
  expect(before).toBeGreaterThanOrEqual(process.memoryUsage.rss() * 0.9)
  let big: Buffer | null = Buffer.alloc(64 * 2 ** 20, 1)
  expect(big[0]).toBe(1)
  const during = process.memoryUsage.rss()
  big = null
  expect(peakMemoryOf(process.pid)).toBeGreaterThanOrEqual(during * 0.95)
})

test('a process that has ended, or never was, has none', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await new Promise((resolve) => child.once('exit', resolve))
  expect(peakMemoryOf(child.pid)).toBeNull()
  expect(peakMemoryOf(undefined)).toBeNull()
})
