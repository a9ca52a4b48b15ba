import { spawn } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { HOST, type Project, REPOSITORY } from './project.ts'
import type { Outcome } from './vitest-process.ts'

/** The shell steps of a workflow in examples/ci, in their order: `run:` of GitHub, `script:` of GitLab. */
export function shellSteps(example: string): string[] {
  const lines = readFileSync(path.join(REPOSITORY, 'examples/ci', example), 'utf8').split('\n')
  const steps: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const [, indent = '', text] = /^( *)(?:- )?run: (.*)$/.exec(lines[at] ?? '') ?? []
    if (text === '|') steps.push(deeper(lines, at + 1, indent.length).join('\n'))
    else if (text !== undefined) steps.push(text)
    const [, own = ''] = /^( *)script:$/.exec(lines[at] ?? '') ?? []
    if (own !== '') steps.push(...deeper(lines, at + 1, own.length).map((line) => line.replace(/^\s*- /, '')))
  }
  return steps
}

/** The lines from `at` on that are indented by more than `indent`, without what they are indented by. */
function deeper(lines: readonly string[], at: number, indent: number): string[] {
  const block: string[] = []
  for (const line of lines.slice(at)) {
    const own = line.length - line.trimStart().length
    if (line.trim() !== '' && own <= indent) break
    block.push(line)
  }
  const margin = Math.min(
    ...block.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  )
  return block.map((line) => line.slice(margin))
}

/** Commands that a step may call besides those of the system: `npx` runs the Vitest and the package under test. */
const COMMANDS: Readonly<Record<string, string>> = {
  npx: `case "$1" in
  vitest) shift; exec "${process.execPath}" "${path.join(HOST, 'node_modules/vitest/vitest.mjs')}" "$@" ;;
  edgejson) shift; exec "${process.execPath}" "${path.join(REPOSITORY, 'dist/cli/main.js')}" "$@" ;;
esac
exit 99`,
}

/** Runs a step as a runner does: in bash, with the variables given and those of a bare shell. */
export function runStep(
  project: Project,
  step: string,
  env: Readonly<Record<string, string>> = {},
  commands: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  for (const [name, script] of Object.entries({ ...COMMANDS, ...commands })) {
    project.write(`.bin/${name}`, `#!/bin/sh\n${script}\n`)
    chmodSync(project.path(`.bin/${name}`), 0o755)
  }
  return new Promise((resolve, reject) => {
    const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', step], {
      cwd: project.root,
      env: {
        PATH: `${project.path('.bin')}:${process.env.PATH}`,
        HOME: process.env.HOME,
        NO_COLOR: '1',
        CI: 'true',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const text = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk
      })
    }
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ exitCode, ...text }))
  })
}
