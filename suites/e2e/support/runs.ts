import { expect } from 'vitest'
import { recording } from './benchmark.ts'
import type { Project } from './project.ts'
import { runEdgejson } from './vitest-process.ts'

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
