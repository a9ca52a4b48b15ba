import { lstatSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { casesOf, runOf } from '../test-support/run.ts'
import { readBaseline, readLatencyBaseline, writeBaseline } from './file.ts'
import { baselineFromRun } from './from-run.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'edgejson-gate-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const baseline = baselineFromRun(runOf(casesOf(5, 3)))

describe('readBaseline and writeBaseline', () => {
  test('what was written is read back, and no other file is left', () => {
    const file = path.join(folder, 'deeper', 't.default.baseline.jsonl')
    expect(writeBaseline(file, baseline)).toBe('written')
    expect(readBaseline(file)).toEqual(baseline)
    expect(readdirSync(path.dirname(file))).toEqual(['t.default.baseline.jsonl'])
  })

  test('the same bytes are not written again', () => {
    const file = path.join(folder, 'b.jsonl')
    writeBaseline(file, baseline)
    const { ino, mtimeMs } = statSync(file)
    expect(writeBaseline(file, baseline)).toBe('unchanged')
    expect(statSync(file)).toMatchObject({ ino, mtimeMs })
    expect(writeBaseline(file, baselineFromRun(runOf(casesOf(5, 2)), baseline))).toBe('written')
  })

  test('a missing file is null, also in a missing folder', () => {
    expect(readBaseline(path.join(folder, 'none.jsonl'))).toBeNull()
    expect(readBaseline(path.join(folder, 'no', 'such', 'folder.jsonl'))).toBeNull()
  })

  test('a link to a file that is not there is an error, and stays: its content was not fetched', () => {
    const link = path.join(folder, 'link.jsonl')
    symlinkSync(path.join(folder, 'store', 'not-fetched.jsonl'), link)
    const expected = expect.objectContaining({
      code: 'IO',
      message: expect.stringMatching(
        /link\.jsonl cannot be read: it is a symbolic link to .*not-fetched\.jsonl.*Fetch/,
      ),
    })
    expect(() => readBaseline(link)).toThrow(expected)
    expect(() => readLatencyBaseline(link)).toThrow(expected)
    expect(() => writeBaseline(link, baseline)).toThrow(expected)
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
  })

  test('a folder in its place is an error, not a missing file', () => {
    const expected = expect.objectContaining({ code: 'IO', message: expect.stringContaining('baselineDir') })
    expect(() => readBaseline(folder)).toThrow(expected)
    expect(() => writeBaseline(folder, baseline)).toThrow(expected)
  })

  test('a folder that takes nothing is an error with the way out', () => {
    const blocked = path.join(folder, 'file')
    writeFileSync(blocked, '')
    expect(() => writeBaseline(path.join(blocked, 'b.jsonl'), baseline)).toThrow(
      expect.objectContaining({ code: 'IO', message: expect.stringContaining('baselineDir') }),
    )
  })

  test('a link stays a link', () => {
    const real = path.join(folder, 'real.jsonl')
    const link = path.join(folder, 'link.jsonl')
    writeFileSync(real, 'old')
    symlinkSync(real, link)
    writeBaseline(link, baseline)
    expect(readBaseline(real)).toEqual(baseline)
    expect(readdirSync(folder).sort()).toEqual(['link.jsonl', 'real.jsonl'])
  })
})
