import type { ChildProcess } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { config, dataset, recording, replayProject } from './support/benchmark.ts'
import { Project } from './support/project.ts'
import { runVitest } from './support/vitest-process.ts'

test('in watch mode a changed dataset reruns, and a changed config keeps the summary', async () => {
  const project = new Project({ ...replayProject(3), 'answers.jsonl': recording(4) })
  let child: ChildProcess | undefined
  let output = (): string => ''
  const finished = runVitest(project, ['--watch', '--project', 'edgejson', '--reporter', 'default'], {
    onStart(started, read) {
      child = started
      output = read
    },
  })
  await vi.waitFor(() => expect(output()).toContain('3 passed (3)'), { timeout: 60_000 })
  appendFileSync(project.path('bench.jsonl'), dataset(4).split('\n')[3] as string)
  await vi.waitFor(() => expect(output()).toContain('4 passed (4)'), { timeout: 60_000 })
  // A changed config restarts Vitest, which must not cost the summary.
  const limited = `{ model: 'replay:answers.jsonl', datasets: ['bench.jsonl'], limit: 2 }`
  project.write('vitest.config.ts', config(limited))
  await vi.waitFor(() => expect(output()).toContain('limited to the first 2'), { timeout: 60_000 })
  child?.kill('SIGTERM')
  await finished
})
