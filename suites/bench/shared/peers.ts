import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** What the benches compare with: a separate package, so that only the bench installs it. */
export const PEERS: string = fileURLToPath(new URL('../peers', import.meta.url))

export function peersInstalled(): boolean {
  return existsSync(path.join(PEERS, 'node_modules'))
}

/** @throws Error when npm did not succeed; it says why itself. */
export function installPeers(): void {
  const { status } = spawnSync(
    'npm',
    ['ci', '--prefix', PEERS, '--ignore-scripts', '--no-audit', '--no-fund'],
    { cwd: PEERS, stdio: 'inherit', shell: process.platform === 'win32' },
  )
  if (status !== 0) throw new Error('npm ci in suites/bench/peers failed; its message stands above')
}
