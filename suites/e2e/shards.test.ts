import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { ids, replayProject } from './support/benchmark.ts'
import { Project, REPOSITORY } from './support/project.ts'
import { runEdgejson, runVitest } from './support/vitest-process.ts'
import { runStep } from './support/workflow.ts'

const SHARDS = 3

/** What two runs of the same answers must agree in: all but the clock. */
function withoutClock(text: string): unknown {
  const { createdAt, durationMs, ...rest } = JSON.parse(text)
  expect(Date.parse(createdAt)).not.toBeNaN()
  return rest
}

async function runShards(project: Project, shards: readonly number[]): Promise<void> {
  for (const shard of shards) {
    const args = ['run', '--project', 'edgejson', `--shard=${shard}/${SHARDS}`, '--reporter', 'blob']
    const { exitCode, stdout } = await runVitest(project, args)
    expect(exitCode, stdout).toBe(0)
  }
}

const merge = (project: Project) =>
  runVitest(project, ['run', '--merge-reports', '--project', 'edgejson', '--reporter', 'default'])

test('shards merge to the same report as one run; others, and too few, are named', async () => {
  const missed = ids(20).slice(15)
  const project = new Project(replayProject(20, missed))
  await runEdgejson(project)
  await runEdgejson(project)
  const whole = withoutClock(project.read('.edgejson/report.json'))
  project.remove('.edgejson')

  await runShards(project, [1, 2, 3])
  const { exitCode, stdout } = await merge(project)
  expect(exitCode, stdout).toBe(0)
  expect(stdout).toContain('stable')
  expect(withoutClock(project.read('.edgejson/report.json'))).toEqual(whole)

  // A shard of another token limit, and one of another model.
  const replay = project.read('vitest.config.ts')
  project.write('vitest.config.ts', replay.replace('datasets:', 'maxNewTokens: 7, datasets:'))
  await runShards(project, [3])
  const limit = await merge(project)
  expect(limit.exitCode).toBe(2)
  expect(limit.stdout.replace(/\s+/g, ' ')).toContain('token limit 2048 (shard 1, 2), 7 (shard 3)')

  project.write('vitest.config.ts', replay.replace('replay:answers.jsonl', 'rules'))
  await runShards(project, [3])
  project.write('vitest.config.ts', replay)
  const model = await merge(project)
  expect(model.exitCode).toBe(2)
  expect(model.stdout).toMatch(/the shards belong to different runs.*rules/s)

  // The folders of Vitest 4 and 5.
  for (const folder of ['.vitest-reports', '.vitest/blob']) project.remove(`${folder}/blob-3-3.json`)
  const few = await merge(project)
  const { coverage, verdict } = JSON.parse(project.read('.edgejson/report.json'))
  expect(coverage).toMatchObject({ planned: 20, complete: false })
  expect(verdict.state).not.toBe('stable')
  expect(few.stdout).toMatch(/1 of 3 shards is missing/)
})

test('a shard says that it is not gated and writes no baseline', async () => {
  const project = new Project(replayProject(9))
  const { exitCode, stdout } = await runEdgejson(project, ['--shard=2/3'])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/not gated.*shard/)
  expect(stdout).toContain('3 passed (3)')
  expect(() => project.read('bench.edgejson.baseline.jsonl')).toThrow(/ENOENT/)
})

test('a merge that cannot begin is a set-up error, not a worse model', async () => {
  const project = new Project(replayProject(9))
  const missing = await merge(project)
  expect(missing.exitCode).toBe(2)
  expect(missing.stderr).toMatch(/--merge-reports: the folder "[^"]+" does not exist; it must hold the blobs/)
  expect(missing.stderr).not.toContain('    at ')
  project.write('blobs/blob-1.json', '[{"cut')
  const args = ['run', '--merge-reports=blobs', '--project', 'edgejson', '--reporter', 'default']
  expect((await runVitest(project, args)).exitCode).toBe(2)
  expect((await runEdgejson(project, ['-t', 'ex-00('])).exitCode).toBe(2)
})

interface Job {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly completions?: number
    readonly template: {
      readonly spec: {
        readonly containers: readonly [
          { readonly command: readonly string[]; readonly env: readonly { name: string; value: string }[] },
        ]
      }
    }
  }
}

/** Runs the script of a Job's container with its variables, as a pod would. */
async function runPod({ spec }: Job, project: Project, more: Record<string, string>): Promise<number | null> {
  const [{ command, env }] = spec.template.spec.containers
  const [program, option, script = ''] = command
  expect([program, option, command.length]).toEqual(['sh', '-c', 3])
  const own = Object.fromEntries(env.map(({ name, value }) => [name, value]))
  return (await runStep(project, script, { ...own, ...more })).exitCode
}

test.skipIf(process.platform === 'win32')(
  'the commands of the Kubernetes example run the shards and judge their merge',
  async () => {
    const file = readFileSync(path.join(REPOSITORY, 'examples/ci/kubernetes.yml'), 'utf8')
    const jobs = parseAllDocuments(file)
      .map((document): Job => document.toJS())
      .filter(({ kind }) => kind === 'Job')
    const [shards, judge] = jobs as [Job, Job]
    const { completions = 0, template } = shards.spec
    expect(template.spec.containers[0].env).toContainEqual({ name: 'SHARDS', value: String(completions) })

    const project = new Project(replayProject(9))
    await runEdgejson(project)
    project.remove('.edgejson')
    const shared = {
      SHARD_FILES: project.path('evaluation/shards'),
      REPORT: project.path('evaluation/report'),
    }
    for (const JOB_COMPLETION_INDEX of ['0', '1'])
      expect(await runPod(shards, project, { ...shared, SHARDS: '2', JOB_COMPLETION_INDEX })).toBe(0)
    expect(await runPod(judge, project, shared)).toBe(0)
    const report = JSON.parse(project.read('evaluation/report/report.json'))
    expect(report).toMatchObject({ verdict: { state: 'stable' }, totals: { examples: 9 } })

    project.remove('evaluation/shards/2')
    expect(await runPod(judge, project, shared)).toBe(2)
  },
  120_000,
)
