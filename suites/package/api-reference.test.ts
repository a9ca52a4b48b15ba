import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

// The script reads the types of all entries, which takes a busy machine a while.
const TIMEOUT_MS = 180_000

// The script names each docstring that is missing, each option without its default, each error without @throws.
test(
  'the public API has docstrings, and docs/reference/api.md is made of them',
  () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['scripts/write-api-reference.mjs', '--check'], {
      cwd: ROOT,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(stdout).toBe('')
  },
  TIMEOUT_MS,
)
