import { expect } from 'vitest'
import { config, recording } from './benchmark.ts'
import type { Project } from './project.ts'
import { runEdgejson, runVitest } from './vitest-process.ts'

/** Runs the project's benchmark with these misses and keeps the report as `<name>.json` in `runs/`. */
export async function keepRun(
  project: Project,
  name: string,
  count: number,
  missed: readonly string[],
  edit: (lines: string) => string = (lines) => lines,
): Promise<void> {
  project.write('answers.jsonl', edit(recording(count, missed)))
  const { exitCode, stdout, stderr } = await runEdgejson(project, [], {
    env: { EDGEJSON_OUTPUT_DIR: 'output' },
  })
  // 1 is a regression against the first run, which is what some of these runs are for.
  expect([0, 1], stdout + stderr).toContain(exitCode)
  project.write(`runs/${name}.json`, project.read('output/report.json'))
}

/**
 * Several runs of one benchmark with one start of Vitest: each is a project with answers of its own, and its report is
 * `<name>.json` in `runs/`.
 *
 * @param missed by the name of a run the examples that it misses
 */
export async function keepRuns(
  project: Project,
  count: number,
  missed: Readonly<Record<string, readonly string[]>>,
  options = '',
): Promise<void> {
  const names = Object.keys(missed)
  const before = project.read('vitest.config.ts')
  const calls = names.map(
    (name) =>
      `{ name: '${name}', model: 'replay:${name}/answers.jsonl', datasets: 'bench.jsonl', outputDir: 'output', ${options} }`,
  )
  project.write('vitest.config.ts', config(calls.join('), edgejson(')))
  for (const name of names) project.write(`${name}/answers.jsonl`, recording(count, missed[name]))
  const args = ['run', '--reporter', 'default', ...names.flatMap((name) => ['--project', name])]
  const { exitCode, stdout, stderr } = await runVitest(project, args)
  expect(exitCode, stdout + stderr).toBe(0)
  for (const name of names) project.write(`runs/${name}.json`, project.read(`output/${name}/report.json`))
  project.write('vitest.config.ts', before)
}
