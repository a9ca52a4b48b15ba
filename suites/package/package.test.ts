import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileConsumer } from './support/compile-consumer.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

let host: string
let installed: string

/** The packed package, unpacked where a user would have it; its dependencies are found in the folders above. */
beforeAll(() => {
  mkdirSync(path.join(ROOT, '.e2e'), { recursive: true })
  host = mkdtempSync(path.join(ROOT, '.e2e', 'package-'))
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', host], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  })
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf('[')))
  installed = path.join(host, 'node_modules', 'vitest-edgejson')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', path.join(host, filename), '-C', installed, '--strip-components=1'])
}, 60_000)

afterAll(() => rmSync(host, { recursive: true, force: true }))

function node(code: string): { status: number | null; stdout: string; stderr: string } {
  const file = path.join(host, 'try.mjs')
  writeFileSync(file, code)
  return spawnSync(process.execPath, [file], { cwd: host, encoding: 'utf8' })
}

test('every entry imports under plain Node', () => {
  const { status, stdout, stderr } = node(`
    import edgejson, { edgejson as named } from 'vitest-edgejson'
    import * as scoring from 'vitest-edgejson/scoring'
    import * as engines from 'vitest-edgejson/engines'
    import * as reporters from 'vitest-edgejson/reporters'
    console.log(JSON.stringify([edgejson === named, edgejson().name, typeof scoring.scoreAnswer,
      typeof engines.loadEngine, typeof reporters.EdgejsonReporter]))
  `)
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toEqual([true, 'vitest-edgejson', 'function', 'function', 'function'])
})

test('scoring needs neither Vitest nor a model runtime', () => {
  const { stdout, stderr } = node(`
    import { scoreAnswer } from 'vitest-edgejson/scoring'
    const { lenient, errorClass } = scoreAnswer({ output: 'Here: {"a": 1}', expected: { a: 1 } })
    const loaded = process.report.getReport().sharedObjects.filter((file) => file.includes('onnxruntime'))
    console.log(JSON.stringify([lenient.jsonExact, errorClass, loaded]))
  `)
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual([true, null, []])
})

test('every type entry is in the package, and so is what the default run needs', () => {
  const { exports, bin } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'))
  const entries = Object.values(exports).flatMap((entry) =>
    typeof entry === 'string' ? [entry] : Object.values(entry as Record<string, string>),
  )
  for (const file of [
    ...entries,
    bin.edgejson,
    'fixtures/edgejson/test.jsonl',
    'fixtures/models/edgejson-nano/onnx/model_quantized.onnx',
    'fixtures/models/edgejson-nano/tokenizer.json',
    'LICENSE',
    'NOTICE',
    'README.md',
  ]) {
    expect(existsSync(path.join(installed, file)), file).toBe(true)
  }
})

// scripts/test-vitest5.mjs does the same on Vitest 5. Two compilations of every library: minutes on a busy machine.
test('the types compile with every library checked', { timeout: 600_000 }, () => {
  expect(compileConsumer(host)).toEqual({ nodenext: '', bundler: '' })
})

test('the command runs', () => {
  const command = path.join(installed, 'dist/cli/main.js')
  const { status, stdout } = spawnSync(process.execPath, [command, '--help'], { encoding: 'utf8' })
  expect(status).toBe(0)
  for (const name of ['generate', 'validate', 'score']) expect(stdout).toContain(name)
})
