import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { gitIn } from '../../plugin/core/test-support/git-in.ts'
import { ids, lines, recording, replayProject } from './support/benchmark.ts'
import { runCli } from './support/cli-process.ts'
import { Project, prepared } from './support/project.ts'
import { runEdgejson, runVitest } from './support/vitest-process.ts'

const BASELINE = 'bench.edgejson.baseline.jsonl'

/** A config whose options are read from `options.json`, so that one project serves several checks. */
const CONFIG = `import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import edgejson from 'vitest-edgejson'
const options = JSON.parse(readFileSync(new URL('./options.json', import.meta.url), 'utf8'))
export default defineConfig({ plugins: [edgejson({ model: 'replay:answers.jsonl', datasets: 'bench.jsonl', ...options })] })
`

function withOptions(count: number, missed: readonly string[] = []): Project {
  const project = new Project({ ...replayProject(count, missed), 'options.json': '{}' })
  project.remove('vitest.config.ts')
  project.write('vitest.config.mjs', CONFIG)
  return project
}

const COUNT = 40

/** A project whose baseline has every example right. */
const withBaseline = prepared(async () => {
  const project = withOptions(COUNT)
  const first = await runEdgejson(project)
  expect(first.exitCode, first.stdout + first.stderr).toBe(0)
  return project
})

const set = (project: Project, options: object): void =>
  project.write('options.json', JSON.stringify(options))
const reportOf = (project: Project) => JSON.parse(project.read('.edgejson/report.json'))
/** Without the breaks of a page of 80 columns. */
const flat = (text: string): string => text.replace(/\s+/g, ' ')
const junitTests = (project: Project): string =>
  /<testsuites [^>]*>/.exec(project.read('.edgejson/junit.xml'))?.[0] ?? ''

test('every output takes the outcome from the report: process, terminal, HTML, JUnit, re-rendering', async () => {
  const project = await withBaseline()
  project.write('answers.jsonl', recording(COUNT, ['ex-007']))

  set(project, { perExample: true, reports: ['html'] })
  const lost = await runEdgejson(project)
  expect(lost.exitCode).toBe(1)
  expect(lost.stdout).toMatch(/ examples lost {3}1 example lost, and the option perExample is true/)
  expect(reportOf(project)).toMatchObject({
    outcome: { exitCode: 1, state: 'fail', title: 'examples lost' },
    verdict: { state: 'suspect', exitCode: 0 },
  })
  expect(project.read('.edgejson/report.html')).toContain('exit code 1: the gate fails')
  expect(project.read('.edgejson/report.html')).not.toContain('the gate passes')
  expect(junitTests(project)).toContain('failures="2"')
  runCli(project, 'report', '.edgejson/report.json', '--junit', 'again.xml')
  expect(project.read('again.xml')).toBe(project.read('.edgejson/junit.xml'))

  set(project, { misses: 'fail' })
  const failed = await runEdgejson(project)
  expect(failed.exitCode).toBe(1)
  expect(failed.stdout).toMatch(/ misses {3}1 example missed/)
  expect(failed.stdout).toContain('1 failed | 39 passed (40)')
  expect(failed.stdout + failed.stderr).toMatch(/\$\.rating\s.*6\s.*-1\s.*wrong_value/)
  runCli(project, 'report', '.edgejson/report.json', '--junit', 'again.xml')
  expect(project.read('again.xml')).toBe(project.read('.edgejson/junit.xml'))

  // As with Vitest's snapshots, -u is green.
  set(project, { perExample: true })
  const accepted = await runEdgejson(project, ['-u'])
  expect(accepted.exitCode, accepted.stdout).toBe(0)
  expect(accepted.stdout).toContain('39 passed | 1 skipped (40)')
  expect(reportOf(project).outcome).toMatchObject({ exitCode: 0, title: 'accepted' })
})

test('tolerated errors are skipped tests and exit 0, one more is inconclusive', async () => {
  const project = await withBaseline()
  set(project, { gate: { maxErrors: 1 } })
  project.write('answers.jsonl', recording(COUNT).split('\n').slice(1).join('\n'))
  const tolerated = await runEdgejson(project, ['--reporter', 'verbose'], { env: { CI: 'true' } })
  expect(tolerated.exitCode, tolerated.stdout).toBe(0)
  expect(tolerated.stdout).toMatch(/↓ .*ex-001 .*\[no result, tolerated by maxErrors: /)
  expect(reportOf(project).outcome).toMatchObject({ exitCode: 0, title: 'stable' })
  expect(junitTests(project)).toContain('errors="0"')
  expect(project.read('.edgejson/junit.xml')).toContain('<skipped message="tolerated: ')

  project.write('answers.jsonl', recording(COUNT).split('\n').slice(2).join('\n'))
  const broken = await runEdgejson(project, [], { env: { CI: 'true' } })
  expect(broken.exitCode).toBe(2)
  expect(broken.stdout).toContain('ex-001')
  expect(reportOf(project)).toMatchObject({
    verdict: { state: 'inconclusive', exitCode: 2 },
    totals: { failed: 2, scored: COUNT - 2 },
  })
  expect(junitTests(project)).toMatch(/errors="3"/)
})

test('set-up errors exit 2 with one paragraph and no stack', async () => {
  const project = withOptions(3)
  project.write('empty.jsonl', '\n \n\n')
  project.write('five.mjs', 'export default 5\n')
  for (const [options, words] of [
    [{ datasets: ['nosuch.jsonl'] }, /the dataset ".*nosuch\.jsonl" does not exist/],
    [{ datasets: ['empty.jsonl'] }, /empty\.jsonl.*only blank lines/],
    [{ assertion: './five.mjs' }, /exports number as default/],
    [{ modle: './x' }, /there is no option "modle"\. Did you mean "model"\?.* The options are: .*datasets/],
  ] as const) {
    set(project, options)
    const { exitCode, stdout, stderr } = await runEdgejson(project)
    expect(exitCode, stdout + stderr).toBe(2)
    expect(stderr).toMatch(words)
    expect(stdout + stderr).not.toMatch(/\n\s+(?:at|❯) \S+:\d+:\d+/)
  }
  project.write(
    'sub/vitest.config.mjs',
    `import edgejson from 'vitest-edgejson'\nexport default { plugins: [edgejson()], test: { name: 'sub' } }\n`,
  )
  project.write('vitest.config.mjs', `export default { test: { projects: ['sub'] } }\n`)
  const { exitCode, stderr } = await runVitest(project, ['run'])
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(/edgejson\(\) is in the config ".*sub.*" of the project "sub"/)
  expect(stderr).not.toMatch(/\n\s+at /)
})

test('a baseline that cannot be written is not said to be, and the run is inconclusive', async () => {
  const project = withOptions(4)
  // A link to nowhere: there is no baseline, and root cannot write one either.
  symlinkSync('nowhere/deeper', project.path('base'))
  set(project, { baselineDir: 'base' })
  const { exitCode, stdout } = await runEdgejson(project)
  expect(exitCode).toBe(2)
  expect(flat(stdout)).toMatch(/ inconclusive the baseline .* cannot be written/)
  expect(stdout).not.toContain('Baseline written')
  expect(reportOf(project).outcome).toMatchObject({ exitCode: 2, state: 'inconclusive' })
  expect(project.read('.edgejson/junit.xml')).toMatch(/name="outcome"[\s\S]*<error message="the baseline /)

  // The same for a report: those that can be written say so.
  set(project, {})
  project.remove('.edgejson')
  mkdirSync(project.path('.edgejson/junit.xml'), { recursive: true })
  const unreported = await runEdgejson(project)
  expect(unreported.exitCode).toBe(2)
  expect(reportOf(project).outcome).toMatchObject({
    exitCode: 2,
    reason: expect.stringContaining('junit.xml'),
  })
})

test('in CI a run that is not gated exits 2 unless that was declared', async () => {
  const project = await withBaseline()
  const env = { CI: 'true' }
  set(project, { limit: 2 })
  const limited = await runEdgejson(project, [], { env })
  expect(limited.exitCode).toBe(2)
  expect(flat(limited.stdout)).toMatch(/not gated limited to the first 2.* declare it: option gate: false/)
  set(project, { limit: 2, gate: false })
  const declared = await runEdgejson(project, [], { env })
  expect(declared.exitCode, declared.stdout).toBe(0)
  // A file filter that leaves no dataset is said, too.
  project.write('own.test.mjs', `import { test } from 'vitest'\ntest('own', () => {})\n`)
  set(project, {})
  const filtered = await runVitest(project, ['run', 'own'], { env })
  expect(filtered.exitCode).toBe(0)
  expect(filtered.stdout).toContain('EdgeJSON  edgejson not gated: no dataset matches the file filter')
})

test('--changed runs where the recording changed, and says so where nothing did', async () => {
  const project = await withBaseline()
  project.write('.gitignore', '.edgejson\nnode_modules\n')
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-qm', 'x'],
  ])
    gitIn(project.root, args)
  const nothing = await runEdgejson(project, ['--changed'])
  expect(nothing.stdout).toContain('EdgeJSON  edgejson not gated: --changed')
  project.write('answers.jsonl', recording(COUNT, ids(COUNT)))
  const worse = await runEdgejson(project, ['--changed'])
  expect(worse.stdout).toContain('40 skipped (40)')
})

const MODULE = `export default {
  model: { id: 'own' },
  async generate(requests) {
    return requests.map(() => ({
      text: '{}', finishReason: 'stop', tokensIn: 1, tokensOut: 1, replayed: false,
      timings: { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: 1 },
    }))
  },
  async close() {},
}
`

test('a user’s assertion: soft failures are misses, hanging and rejections are infrastructure', async () => {
  const project = withOptions(3)
  set(project, { assertion: './assertion.mjs', timeout: 2000 })
  project.write(
    'assertion.mjs',
    `export default ({ expect, example, completion }) => {
  if (example.id === 'ex-001') expect.soft(completion.text).toBe('never')
  if (example.id === 'ex-002') expect.assertions(2)
  if (example.id === 'ex-003') void expect(Promise.resolve(1)).resolves.toBe(2)
  completion.text = JSON.stringify(example.expected = 'overwritten')
}
`,
  )
  const soft = await runEdgejson(project)
  expect(soft.exitCode, soft.stdout + soft.stderr).toBe(0)
  expect(soft.stdout).toContain('3 skipped (3)')
  expect(reportOf(project).cases.map(({ state }: { state: string }) => state)).toEqual([
    'missed',
    'missed',
    'missed',
  ])
  expect(project.read('.edgejson/report.json')).not.toContain('overwritten')
  project.remove(BASELINE)

  project.write('assertion.mjs', 'export default () => new Promise(() => {})\n')
  const hanging = await runEdgejson(project)
  expect(hanging.exitCode).toBe(2)
  expect(flat(hanging.stdout)).toMatch(
    /the assertion of .*assertion\.mjs gave no result for "ex-001" within 2000 ms/,
  )

  project.write('engine.mjs', MODULE)
  project.write('assertion.mjs', `export default () => void Promise.reject(new Error('left alone'))\n`)
  set(project, { assertion: './assertion.mjs', model: './engine.mjs' })
  const rejected = await runEdgejson(project)
  expect(rejected.exitCode).toBe(2)
  expect(reportOf(project).outcome.reason).toContain('left alone')
  expect(() => project.read(BASELINE)).toThrow(/ENOENT/)
})

test('the process of a model ends with its run, also when the run is killed and the model computes', async () => {
  const project = new Project({
    'bench.jsonl': lines([{ id: 'a', prompt: 'Name: Ada\n\nReturn JSON.', expected: { name: 'Ada' } }]),
    'vitest.config.mjs': CONFIG,
    'options.json': JSON.stringify({ model: './engine.mjs', record: false }),
    // The process below does what the model's process does, and computes for ever.
    'busy.mjs': `import { watchProcess } from ${JSON.stringify(watchProcessFile())}
watchProcess()
process.send('busy')
setTimeout(() => { for (;;) ; }, 1500)
`,
    'engine.mjs': `import { fork } from 'node:child_process'
import { writeFileSync } from 'node:fs'
const child = fork(new URL('./busy.mjs', import.meta.url), [], { execArgv: [] })
child.once('message', () => writeFileSync(new URL('./pids.json', import.meta.url), JSON.stringify([process.pid, child.pid])))
export default { model: { id: 'x' }, generate: () => new Promise(() => {}), close: async () => {} }
`,
  })
  const run = runEdgejson(project, [], {
    onStart: (child) => {
      void (async () => {
        while (!exists(project.path('pids.json'))) await pause(100)
        await pause(3000)
        child.kill('SIGKILL')
      })()
    },
  })
  await run
  const [worker = 0, busy = 0] = JSON.parse(project.read('pids.json')) as number[]
  while (isAlive(worker) || isAlive(busy)) await pause(200)
})

function watchProcessFile(): string {
  return new URL('../../dist/plugin/engines/watchdog/watch-process.js', import.meta.url).href
}

function exists(file: string): boolean {
  try {
    return readFileSync(file).length > 0
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A process that has ended may wait for its parent to look.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
