import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { renderJson } from '../render/json.ts'
import { collected, report } from '../test-support/benchmark.ts'
import { namedSelection, nameFor } from './report-files.ts'

function folder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'report-files-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  return dir
}

test('a limited run replaces no report of a full run, and needs no name of its own elsewhere', () => {
  const dir = folder()
  expect(namedSelection('limited', dir)).toBeNull()
  const full = report(collected({ examples: 3 }))
  const save = (complete: boolean): void =>
    writeFileSync(
      path.join(dir, 'report.json'),
      [...renderJson({ ...full, coverage: { ...full.coverage, complete } })].join(''),
    )
  save(false)
  expect(namedSelection('limited', dir)).toBeNull()
  save(true)
  expect(namedSelection('limited', dir)).toBe('limited')
  writeFileSync(path.join(dir, 'report.json'), 'no report')
  expect(namedSelection('limited', dir)).toBe('limited')
})

test('filtered runs and full runs are named by what they are', () => {
  expect(namedSelection('filtered', folder())).toBe('filtered')
  expect(namedSelection(null, folder())).toBeNull()
  expect(nameFor('report.json', 'filtered')).toBe('report.filtered.json')
})
