import { appendFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { v3Line } from '../test-support/lines.ts'
import { TemporaryFolder } from '../test-support/temporary-folder.ts'
import { FileWindow, WINDOW_BYTES } from './file-window.ts'
import { loadDataset } from './load-dataset.ts'
import { openDataset } from './open-dataset.ts'

const folder = new TemporaryFolder()
afterAll(() => folder.remove())

/** Bytes that are all different from their neighbours in the window before. */
const content = Buffer.from(
  Uint8Array.from({ length: 3 * WINDOW_BYTES + 5 }, (_, index) => (index * 31 + (index >> 16)) % 256),
)

test.each([
  ['in order', [0, 10, WINDOW_BYTES - 3, 2 * WINDOW_BYTES, content.length - 7]],
  ['backwards', [content.length - 7, 2 * WINDOW_BYTES, WINDOW_BYTES - 3, 10, 0]],
])('stretches %s are those of the file', (_, starts) => {
  const file = folder.write('bytes.bin', content)
  const window = new FileWindow(file, statSync(file))
  for (const start of starts) {
    const end = Math.min(start + 7, content.length)
    expect(window.slice(start, end).equals(content.subarray(start, end))).toBe(true)
  }
})

test('a stretch may be longer than a window', () => {
  const file = folder.write('bytes.bin', content)
  expect(new FileWindow(file, statSync(file)).slice(0, content.length).equals(content)).toBe(true)
})

test('every example of a large dataset is the same whether it was loaded or is read on demand', () => {
  const lines = Array.from({ length: 40 }, (_, index) => v3Line(`ä${index}${'x'.repeat(70_000)}`))
  const file = folder.write('large.jsonl', lines.join('\n'))
  expect(statSync(file).size).toBeGreaterThan(2 * WINDOW_BYTES)
  const options = { schemas: null }
  const opened = openDataset(file, options)
  for (const example of loadDataset(file, options).examples) {
    expect(opened.example(example.line)).toEqual(example)
  }
})

test.each<[string, (file: string) => void]>([
  ['grew', (file) => appendFileSync(file, '\n')],
  ['was written again', (file) => utimesSync(file, 0, 0)],
  ['is shorter', (file) => writeFileSync(file, 'a')],
])('a large dataset that %s is not read on', (_, change) => {
  const file = folder.write('large.jsonl', `${v3Line('a')}\n`.padEnd(WINDOW_BYTES + 10, '\n'))
  const opened = openDataset(file, { schemas: null })
  change(file)
  expect(() => opened.example(1)).toThrow(/changed while its examples ran/)
})

test('a small dataset is what it was when it was opened', () => {
  const file = folder.write('small.jsonl', v3Line('a'))
  const opened = openDataset(file, { schemas: null })
  writeFileSync(file, v3Line('b'))
  expect(opened.example(1).id).toBe('a')
})
