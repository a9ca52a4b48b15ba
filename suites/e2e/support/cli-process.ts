import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Project } from './project.ts'
import type { Outcome } from './vitest-process.ts'

const COMMAND = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))

/** Runs the built `edgejson` command in a project, with no variables but those a bare shell has. */
export function runCli(project: Project, ...args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: project.root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  return { exitCode: status, stdout, stderr }
}
