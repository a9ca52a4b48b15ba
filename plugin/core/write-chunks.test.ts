import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
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
    throw new TypeError('no more')
  }
  await expect(writeChunks(file, broken())).rejects.toThrow(new TypeError('no more'))
  expect(readFileSync(file, 'utf8')).toBe('the last one')
  expect(readdirSync(root)).toEqual(['report.json'])
})

test('a file that cannot be written is an error with the way out', async () => {
  const root = folder()
  const file = path.join(root, 'report.json')
  mkdirSync(file)
  await expect(writeChunks(file, ['x'])).rejects.toMatchObject({
    code: 'IO',
    message: expect.stringMatching(/cannot write .*report\.json: .*or name another file\./),
  })
  expect(readdirSync(root)).toEqual(['report.json'])
})
