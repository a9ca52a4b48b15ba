import { execFileSync } from 'node:child_process'

const WHO = ['AUTHOR', 'COMMITTER'].flatMap((who) => [
  [`GIT_${who}_NAME`, 'Somebody'],
  [`GIT_${who}_EMAIL`, 'developer@example.invalid'],
  [`GIT_${who}_DATE`, '2026-03-01T12:00:00Z'],
])

/**
 * What git prints in a folder, without what this machine configures. Commits have one author and one date.
 *
 * @param input what git reads from its standard input
 */
export function gitIn(folder: string, args: readonly string[], input = ''): string {
  return execFileSync('git', ['-C', folder, ...args], {
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(WHO) },
  }).trim()
}
