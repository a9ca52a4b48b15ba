import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { dataset, ids } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project } from './support/project.ts'

const COMMAND = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Runs `edgejson ARGS | head -c 1` in a shell, as a person does. */
function intoClosedPipe(project: Project, args: string): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', `node '${COMMAND}' ${args} | head -c 1; exit "\${PIPESTATUS[0]}"`],
    {
      cwd: project.root,
      encoding: 'utf8',
    },
  )
  return { status, stderr }
}

test('a closed pipe ends a command without an error', () => {
  // Every example has findings, so that the output exceeds the buffer of a pipe (64 KiB).
  const project = new Project({
    'bench.jsonl': dataset(600).replaceAll('"rating":', '"ratings":'),
    'answers.jsonl': ids(3_000)
      .map((id) => `${JSON.stringify({ id, expected: { a: 1 }, output: '{"a":1}' })}\n`)
      .join(''),
  })
  for (const args of [
    'validate bench.jsonl --json',
    'score answers.jsonl -',
    'generate --count 3000 --stdout',
    '--help',
  ]) {
    const { stderr } = intoClosedPipe(project, args)
    expect(stderr, args).not.toMatch(/EPIPE|Error|node:|at /)
  }
})

test('score to standard output says what is wrong with its input, without a stack', () => {
  const project = new Project({ 'in.jsonl': '{}\n' })
  for (const [input, exitCode, message] of [
    ['in.jsonl', 1, /in\.jsonl:1: "?expected/],
    ['nope.jsonl', 2, /nope\.jsonl/],
  ] as const) {
    const outcome = runCli(project, 'score', input, '-')
    expect(outcome).toMatchObject({ exitCode, stdout: '', stderr: expect.stringMatching(message) })
    expect(outcome.stderr).not.toMatch(/^ {4}at /m)
  }
})

test('an option without effect is refused with the way out', () => {
  const project = new Project({
    'in.jsonl': `${JSON.stringify({ id: 'a', expected: { a: 1 }, output: '{"a":1}' })}\n`,
    'runs/none.txt': '',
  })
  for (const [args, message] of [
    [
      ['score', 'in.jsonl', 'out.jsonl', '--mode', 'official', '--schemas', 'x'],
      /--schemas "x" has no effect/,
    ],
    [['leaderboard', 'runs', '--field', 'id=key'], /add --dataset FILE/],
    [['compare', 'a.json', 'b.json', '--all', '--json'], /cannot be used with option/],
  ] as const) {
    const { exitCode, stderr } = runCli(project, ...args)
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(message) })
  }
})
