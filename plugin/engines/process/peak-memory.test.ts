import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { peakMemoryBelow, peakMemoryOf } from './peak-memory.ts'

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

test.skipIf(process.platform !== 'linux')(
  'of the processes below one the largest peak counts, also of grandchildren',
  async () => {
    expect(peakMemoryBelow(undefined)).toBeNull()
    const grandchild =
      "const b = Buffer.alloc(200 * 2 ** 20, 1); process.stdout.write('x'); setTimeout(() => b, 60000); process.stdin.resume().on('end', () => process.exit())"
    const child = spawn(
      process.execPath,
      [
        '-e',
        `process.title = 'a) S 1 (b'; const { spawn } = require('node:child_process');
       spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' }).on('exit', () => process.exit())`,
      ],
      { stdio: ['pipe', 'pipe', 'inherit'] },
    )
    await new Promise((resolve) => child.stdout.once('data', resolve))
    try {
      const own = peakMemoryOf(child.pid)
      expect(own).toBeLessThan(200 * 2 ** 20)
      expect(peakMemoryBelow(child.pid)).toBeGreaterThan(200 * 2 ** 20)
      expect(peakMemoryBelow(process.pid)).toBe(peakMemoryBelow(child.pid))
    } finally {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.stdin.end()
      await ended
    }
    expect(peakMemoryBelow(child.pid)).toBeNull()
  },
)
