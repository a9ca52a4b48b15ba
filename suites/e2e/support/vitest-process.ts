import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { HOST, type Project } from './project.ts'

export interface Outcome {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Called with the process as soon as it runs, e.g. to kill it. */
  readonly onStart?: (child: ChildProcess, output: () => string) => void
}

/** Runs Vitest's command in a project, with no variables but those a bare shell has, and those given. */
export function runVitest(
  project: Project,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  return run(project, [path.join(HOST, 'node_modules/vitest/vitest.mjs'), ...args], options)
}

/** `vitest run --project edgejson` with Vitest's plainest reporter. */
export function runEdgejson(
  project: Project,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<Outcome> {
  return runVitest(project, ['run', '--project', 'edgejson', '--reporter', 'default', ...args], options)
}

function run(project: Project, args: readonly string[], { env = {}, onStart }: RunOptions): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: project.root,
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        TMPDIR: process.env.TMPDIR,
        NO_COLOR: '1',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
    })
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk
    })
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }))
    onStart?.(child, () => stdout + stderr)
  })
}
