import { execFileSync } from 'node:child_process'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url))

/** The commit of a checkout, by default of the one that is measured; null when it is not known. */
export function commit(folder: string = ROOT): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim()
  } catch {
    // Not a clone, or no git: the commit is not known.
    return null
  }
}

/** The name of the CPU. */
export function cpuName(): string {
  return os.cpus()[0]?.model.trim() ?? 'unknown CPU'
}

/** The minute in UTC: `2026-11-29 19:47 UTC`. */
export function minuteText(): string {
  return `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** The load of the last minute, before something is measured. */
export function loadText(): string {
  return `load average before: ${(os.loadavg()[0] ?? 0).toFixed(1)}`
}

/** The command as others would type it: folders of this machine and what only says where figures go are left out. */
export function publicCommand(script: string, args: readonly string[]): string {
  const shown = args
    .filter((each) => each !== '--append' && each !== '--docs' && each !== '--install')
    .map((each) => (path.isAbsolute(each) ? path.basename(each) : each))
    .map((each) => (/^[\w./=,-]+$/.test(each) ? each : `'${each}'`))
  return shown.length === 0 ? `npm run ${script}` : `npm run ${script} -- ${shown.join(' ')}`
}
