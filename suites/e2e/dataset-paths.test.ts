import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { config, dataset, recording, replayProject } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runEdgejson, runVitest } from './support/vitest-process.ts'

/** A project whose dataset of three examples is reached by this path; links lead into `store`. */
function projectWith(path: string): Project {
  const project = new Project(replayProject(3))
  project.write('store/bench.jsonl', dataset(3))
  project.write(
    'vitest.config.ts',
    config(`{ model: 'replay:answers.jsonl', datasets: [${JSON.stringify(path)}] }`),
  )
  if (path === 'link.jsonl') symlinkSync('store/bench.jsonl', project.path(path))
  else if (path === 'linked/bench.jsonl') symlinkSync('store', project.path('linked'))
  else {
    mkdirSync(project.path('odd?dir#1'), { recursive: true })
    renameSync(project.path('bench.jsonl'), project.path(path))
  }
  return project
}

test.each(['link.jsonl', 'linked/bench.jsonl', 'odd?dir#1/what?v=1#x.jsonl'])(
  'a dataset at %s runs, is listed, found by its line, and merged from shards',
  async (path) => {
    const project = projectWith(path)
    const first = await runEdgejson(project)
    expect(first.exitCode, first.stdout + first.stderr).toBe(0)
    expect(first.stdout).toContain('3 passed (3)')
    const list = await runVitest(project, ['list', '--project', 'edgejson'])
    expect(list.stdout).toContain(`${path} > ex-002`)
    const line = await runEdgejson(project, [`${path}:2`])
    expect(line.stdout).toContain('1 passed | 2 skipped (3)')

    for (const shard of [1, 2]) {
      const args = ['run', '--project', 'edgejson', `--shard=${shard}/2`, '--reporter', 'blob']
      expect((await runVitest(project, args)).exitCode).toBe(0)
    }
    const merged = await runVitest(project, ['run', '--merge-reports', '--project', 'edgejson'])
    expect(merged.exitCode, merged.stdout).toBe(0)
    expect(merged.stdout).toContain('JSONExact stays at 3 of 3')
  },
)

test.each(['link.jsonl', 'odd?dir#1/what?v=1#x.jsonl'])(
  'in watch mode a change of %s reruns',
  async (path) => {
    const project = projectWith(path)
    project.write('answers.jsonl', recording(4))
    let output = (): string => ''
    let stop = (): void => undefined
    const finished = runVitest(project, ['--watch', '--project', 'edgejson', '--reporter', 'default'], {
      onStart(started, read) {
        output = read
        stop = () => void started.kill('SIGTERM')
      },
    })
    await vi.waitFor(() => expect(output()).toContain('3 passed (3)'), { timeout: 60_000 })
    project.write(path === 'link.jsonl' ? 'store/bench.jsonl' : path, dataset(4))
    await vi.waitFor(() => expect(output()).toContain('4 passed (4)'), { timeout: 60_000 })
    stop()
    await finished
  },
)

test('two links to one file are refused', async () => {
  const project = projectWith('link.jsonl')
  const both = config(`{ model: 'replay:answers.jsonl', datasets: ['link.jsonl', 'store/bench.jsonl'] }`)
  project.write('vitest.config.ts', both)
  const { exitCode, stdout, stderr } = await runEdgejson(project)
  expect(exitCode).not.toBe(0)
  expect(stdout + stderr).toContain('are one file behind symbolic links')
})
