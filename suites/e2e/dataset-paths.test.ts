import { symlinkSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { config as configOf, dataset, recording } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson, runVitest } from './support/vitest-process.ts'

/** Paths of datasets: a link, a file behind a link to its folder, and one whose name has the marks of a query and a fragment. */
const PATHS = ['link.jsonl', 'linked/bench.jsonl', 'odd?dir#1/what?v=1#x.jsonl'] as const
const [LINK, , ODD] = PATHS
const config = (datasets: readonly string[]): string =>
  configOf(`{ model: 'replay:answers.jsonl', datasets: ${JSON.stringify(datasets)} }`)

/** A project with a dataset of three examples at each of the paths; links lead into `store` and `folder`. */
function project(): Project {
  const made = new Project({
    'vitest.config.ts': config(PATHS),
    'answers.jsonl': recording(4),
    'store/bench.jsonl': dataset(3),
    'folder/bench.jsonl': dataset(3),
    [ODD]: dataset(3),
  })
  symlinkSync('store/bench.jsonl', made.path(LINK))
  symlinkSync('folder', made.path('linked'))
  return made
}

test('datasets at such paths run, are listed, found by their lines, and merged from shards', async () => {
  const made = project()
  const first = await runEdgejson(made)
  expect(first.exitCode, first.stdout + first.stderr).toBe(0)
  expect(first.stdout).toContain('9 passed (9)')
  const list = await runVitest(made, ['list', '--project', 'edgejson'])
  for (const path of PATHS) expect(list.stdout).toContain(`${path} > ex-002`)
  const lines = await runEdgejson(
    made,
    PATHS.map((path) => `${path}:2`),
  )
  expect(lines.stdout).toContain('3 passed | 6 skipped (9)')

  for (const shard of [1, 2]) {
    const args = ['run', '--project', 'edgejson', `--shard=${shard}/2`, '--reporter', 'blob']
    expect((await runVitest(made, args)).exitCode).toBe(0)
  }
  const merged = await runVitest(made, ['run', '--merge-reports', '--project', 'edgejson'])
  expect(merged.exitCode, merged.stdout).toBe(0)
  expect(merged.stdout.match(/JSONExact stays at 3 of 3/g)).toHaveLength(PATHS.length)
})

test('in watch mode a change of a linked file, and of one of such a name, reruns', async () => {
  const made = project()
  let output = (): string => ''
  let stop = (): void => undefined
  const finished = runVitest(made, ['--watch', '--project', 'edgejson', '--reporter', 'default'], {
    onStart(started, read) {
      output = read
      stop = () => void started.kill('SIGTERM')
    },
  })
  await vi.waitFor(() => expect(output()).toContain('9 passed (9)'), { timeout: 60_000 })
  made.write('store/bench.jsonl', dataset(4))
  await vi.waitFor(() => expect(output()).toContain('4 passed (4)'), { timeout: 60_000 })
  const before = output().length
  made.write(ODD, dataset(4))
  await vi.waitFor(() => expect(output().slice(before)).toContain('4 passed (4)'), { timeout: 60_000 })
  stop()
  await finished
})

test('two links to one file, and a circle of links, are refused', async () => {
  const made = project()
  made.write('vitest.config.ts', config([LINK, 'store/bench.jsonl']))
  const { exitCode, stdout, stderr } = await runEdgejson(made)
  expect(exitCode).not.toBe(0)
  expect(stdout + stderr).toContain('are one file behind symbolic links')

  symlinkSync('circle.jsonl', made.path('circle.jsonl'))
  made.write('vitest.config.ts', config(['circle.jsonl']))
  const circle = await runEdgejson(made)
  expect(circle.exitCode).toBe(2)
  expect(circle.stdout + circle.stderr).toMatch(
    /the dataset ".*circle\.jsonl" cannot be read: ELOOP.*check the option datasets/,
  )
})
