import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseRunReport } from '../../plugin/records/run-report.ts'
import { parseSwitchesRecord } from '../../plugin/records/switches.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const COMMITTED = path.join(ROOT, 'docs/results')
/** Absolute, or out of the checkout. */
const PATH_OF_A_MACHINE = /^(?:replay:)?(?:\/|[A-Za-z]:[\\/]|\.\.)/

let made: string

beforeAll(() => {
  made = mkdtempSync(path.join(tmpdir(), 'results-'))
  const { status, stderr } = spawnSync(process.execPath, ['scripts/results.mjs', '--out', made], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
}, 120_000)

afterAll(() => rmSync(made, { recursive: true, force: true }))

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter(
      (file) =>
        !/^((?:reports|switches|training|platforms[\\/]reports|ablations[\\/](?:reports|training))[\\/]|((?:platforms|ablations)[\\/])?(runs|meta|agreements)\.json$)/.test(
          file,
        ),
    )
    .sort()
}

test('the committed results page is what the committed reports give; npm run docs:results writes it', () => {
  expect(files(COMMITTED)).toEqual(files(made))
  for (const file of files(made)) {
    expect(readFileSync(path.join(COMMITTED, file), 'utf8'), file).toBe(
      readFileSync(path.join(made, file), 'utf8'),
    )
  }
})

test.each([
  ['.', 'README.md'],
  ['ablations', 'ablations.md'],
])(
  'every kept report in %s is named with its command in %s, and holds no example and no path of a machine',
  (name, pageFile) => {
    const folder = path.join(COMMITTED, name)
    const runs: { report: string; command: string }[] = JSON.parse(
      readFileSync(path.join(folder, 'runs.json'), 'utf8'),
    )
    expect(runs.map(({ report }) => report).sort()).toEqual(readdirSync(path.join(folder, 'reports')).sort())
    const page = readFileSync(path.join(COMMITTED, pageFile), 'utf8')
    for (const { report, command } of runs) {
      const kept = JSON.parse(readFileSync(path.join(folder, 'reports', report), 'utf8'))
      expect(kept.cases).toEqual([])
      expect(kept.model.specifier).not.toMatch(PATH_OF_A_MACHINE)
      expect(page).toContain(`\`${command}\` | ${kept.machine.label} | ${kept.createdAt.slice(0, 10)} |`)
    }
  },
)

test('every kept run of a platform is in its page, and holds no example and no path of a machine', () => {
  const folder = path.join(COMMITTED, 'platforms')
  const runs: { run: string; command: string }[] = JSON.parse(
    readFileSync(path.join(folder, 'runs.json'), 'utf8'),
  )
  expect(runs.map(({ run }) => `${run}.json`).sort()).toEqual(
    readdirSync(path.join(folder, 'reports')).sort(),
  )
  const page = readFileSync(path.join(COMMITTED, 'platforms.md'), 'utf8')
  for (const { run, command } of runs) {
    const text = readFileSync(path.join(folder, 'reports', `${run}.json`), 'utf8')
    const { cases, coverage, machine, model, latency, peakMemoryBytes } = parseRunReport(JSON.parse(text))
    expect(cases).toEqual([])
    expect(coverage.complete).toBe(true)
    if (machine.emulatedOn !== undefined)
      expect([latency.measured, peakMemoryBytes]).toEqual(['none', undefined])
    expect(model.specifier).not.toMatch(PATH_OF_A_MACHINE)
    expect(text).not.toMatch(/"\/(?:home|root|tmp|work|Users)\//)
    expect(page).toContain(`\`${command}\``)
  }
})

test('a platform run whose model is not given is skipped, and one that is unknown is named', () => {
  const platforms = (...args: string[]) =>
    spawnSync(process.execPath, ['scripts/platforms.mjs', ...args], { cwd: ROOT, encoding: 'utf8' })
  expect(platforms('smollm2-135m-tuned-q4.onnx')).toMatchObject({
    status: 0,
    stdout: 'smollm2-135m-tuned-q4.onnx: skipped: no --tuned\n',
  })
  expect(platforms('nano')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^no run nano; there are edgejson-nano\.onnx, /),
  })
  expect(platforms('edgejson-nano.onnx', '--examples', '0')).toMatchObject({
    status: 2,
    stderr: '--examples "0" is not a whole number from 1 to 9999\n',
  })
})

test('a training that is missing, or has not ended, is named and nothing is kept', () => {
  const ablations = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ['scripts/ablations.mjs', '--official', 'training/validation-ids.txt', ...args],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    )
  const folder = path.join(made, 'training-run')
  mkdirSync(folder)
  const log = path.join(folder, 'log.jsonl')
  const refused = (stderr: string) => ({ status: 2, stdout: '', stderr: `${stderr}\n` })
  expect(ablations('run')).toMatchObject(refused('"run" is not NAME=FOLDER'))
  expect(ablations(`a=${folder}`)).toMatchObject(
    refused(`${log} is missing; give the folder of a training (python -m training.lora --out)`),
  )
  writeFileSync(log, '{"kind": "note"}\n{"kind": "sta')
  expect(ablations(`a=${folder}`)).toMatchObject(
    refused(`${log}:2: not a record of a training: ${JSON.stringify('{"kind": "sta')}`),
  )
  writeFileSync(log, '{"kind": "note"}\n')
  expect(ablations(`a=${folder}`)).toMatchObject(
    refused(`${log} has no record of kind start; it is written when a training begins`),
  )
  writeFileSync(log, `${JSON.stringify({ kind: 'start', config: { epochs: 1 } })}\n`)
  expect(ablations(`a=${folder}`)).toMatchObject(
    refused(`the training in ${folder} has not ended; the same command resumes it`),
  )
})

test('a log counts from its last start, with the config of the last resumption; notes after the end do not count', () => {
  const log = path.join(made, 'log.jsonl')
  const records = [
    { kind: 'start', lines: 9, steps: 1, config: { epochs: 1 } },
    { kind: 'end' },
    { kind: 'start', base: 'b', lines: 5, steps: 2, config: { epochs: 3, rank: 4, new_tokens: 12 } },
    { kind: 'step', step: 1, tokens: 70, seconds: 30 },
    { kind: 'resume', config: { epochs: 3, rank: 4, new_tokens: 512 } },
    { kind: 'step', step: 2, tokens: 100, seconds: 90 },
    { kind: 'validation', loss: 0.5 },
    { kind: 'end' },
    { kind: 'note', text: 'nothing to do' },
  ]
  writeFileSync(log, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  const code = `import { readTraining } from './scripts/results/ablations.mjs'; console.log(JSON.stringify(readTraining(${JSON.stringify(log)})))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(JSON.parse(stdout)).toEqual({
    base: 'b',
    epochs: 3,
    rank: 4,
    limit: 512,
    examples: 5,
    steps: 2,
    tokens: 100,
    minutes: 1.5,
    validation: { kind: 'validation', loss: 0.5 },
    ended: true,
  })
})

test('a sample of the split is always the same, in the order of the split, with its share of each complexity', () => {
  const [first, second] = ['a', 'b'].map((name) => {
    const root = path.join(made, name)
    const code = `import { writeSample } from './scripts/platforms/sample.mjs'; process.stdout.write(writeSample(16, ${JSON.stringify(root)}))`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    expect(stdout).toBe(path.join('.edgejson', 'samples', 'test-16-of-158.jsonl'))
    return readFileSync(path.join(root, stdout), 'utf8').trimEnd().split('\n')
  })
  expect(first).toEqual(second)
  const split = readFileSync(path.join(ROOT, 'fixtures/edgejson/test.jsonl'), 'utf8').split('\n')
  expect(first).toEqual(split.filter((line) => first?.includes(line)))
  const complexities = (lines: readonly string[] = []) =>
    ['simple', 'medium', 'complex'].map(
      (name) => lines.filter((line) => line.includes(`"complexity": "${name}"`)).length,
    )
  expect(first).toHaveLength(16)
  const shares = complexities(split).map((count) => (count * 16) / 158)
  complexities(first).forEach((count, index) => {
    expect(Math.abs(count - (shares[index] ?? 0))).toBeLessThan(1)
  })
})

test('every kept table of switches is measured throughout, and holds no path of a machine', () => {
  const folder = path.join(COMMITTED, 'switches')
  const kept = readdirSync(folder).map((file) => readFileSync(path.join(folder, file), 'utf8'))
  expect(kept.length).toBeGreaterThan(0)
  for (const text of kept) {
    const { record } = JSON.parse(text)
    const { variants, dataset } = parseSwitchesRecord(record)
    for (const { figures, notMeasured } of variants)
      expect([figures === null, notMeasured]).toEqual([false, null])
    expect(path.isAbsolute(dataset?.path ?? '/')).toBe(false)
    expect(text).not.toMatch(/"\/(?:home|root|tmp|work|Users)\//)
  }
})

test('a baseline that cannot be fetched is skipped with the reason, and one that is unknown is named', () => {
  const before = readFileSync(path.join(COMMITTED, 'runs.json'), 'utf8')
  const env = { ...process.env, HF_HUB_OFFLINE: '1', HF_HOME: `${made}-no-cache` }
  const baselines = (name: string) =>
    spawnSync(process.execPath, ['scripts/baselines.mjs', name], { cwd: ROOT, encoding: 'utf8', env })
  const skipped = baselines('Llama-3.2-1B-Instruct')
  expect(skipped.stdout, skipped.stderr).toMatch(/^Llama-3\.2-1B-Instruct: skipped: .*HF_HUB_OFFLINE/)
  expect(skipped.status).toBe(0)
  expect(readFileSync(path.join(COMMITTED, 'runs.json'), 'utf8')).toBe(before)
  const nowhere = baselines('SmolLM2-135M-tuned-q8')
  expect(nowhere).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('SmolLM2-135M-tuned-q8=FOLDER'),
  })
  expect(readFileSync(path.join(COMMITTED, 'runs.json'), 'utf8')).toBe(before)
  const unknown = baselines('llama')
  expect(unknown).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/^no baseline "llama"; there are rules, /),
  })
}, 120_000)
