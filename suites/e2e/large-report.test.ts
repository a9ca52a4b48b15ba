import { spawnSync } from 'node:child_process'
import { closeSync, openSync, truncateSync, writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project } from './support/project.ts'
import { keepRuns } from './support/runs.ts'

const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const COUNT = 70
const MIB = 2 ** 20

/** Runs the built command with a heap that is smaller than the report. */
function inSmallHeap(project: Project, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=100', COMMAND, ...args],
    {
      cwd: project.root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, NO_COLOR: '1' },
      maxBuffer: 1 << 28,
    },
  )
  return { exitCode: status, stdout, stderr }
}

/** The report with 2 MiB more in each output. */
function enlarge(project: Project, from: string, to: string): void {
  const handle = openSync(project.path(to), 'w')
  const more = 'x'.repeat(2 * MIB)
  for (const line of project.read(from).split('\n')) {
    // The record of a completion begins with its output text.
    writeSync(handle, `${line.replace('"completion":{"text":"', (found) => found + more)}\n`)
  }
  closeSync(handle)
}

test('a report that is larger than the heap is read one case at a time', { timeout: 180_000 }, async () => {
  const project = new Project(replayProject(COUNT))
  const missed = { small: ['ex-001', 'ex-002'], other: ['ex-002', 'ex-003', 'ex-004'] }
  await keepRuns(project, COUNT, missed)
  enlarge(project, 'runs/small.json', 'large.json')

  const summary = inSmallHeap(project, 'report', 'large.json')
  expect(summary).toEqual(runCli(project, 'report', 'runs/small.json'))
  expect(summary.exitCode).toBe(0)

  const comparison = inSmallHeap(project, 'compare', 'large.json', 'runs/other.json')
  expect(comparison).toMatchObject({ exitCode: 0, stderr: '' })
  expect(comparison.stdout).toContain('2 lost, 1 gained')

  const shown = inSmallHeap(project, 'show', 'ex-070', 'large.json', '--json')
  expect(shown).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(shown.stdout)).toMatchObject({ id: 'ex-070', state: 'passed' })
})

test('a report that no string holds, in another layout, is one error with the limit', async () => {
  const project = new Project({ 'report.json': '{\n  "kind": "edgejson-run"\n}\n' })
  // Bytes that are not there take no space on the disk.
  truncateSync(project.path('report.json'), 600 * MIB)
  for (const args of [
    ['report', 'report.json'],
    ['show', 'a', 'report.json'],
    ['compare', 'report.json', 'report.json'],
  ]) {
    const { exitCode, stdout, stderr } = runCli(project, ...args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(
      /^\[vitest-edgejson\] report\.json has 600 MiB .* more than 500 MiB can be read\. Use /,
    )
    expect(stderr.trim().split('\n')).toHaveLength(1)
  }
})
