import { spawnSync } from 'node:child_process'
import { EdgejsonError, errorCode, errorMessage, isMissing } from './errors.ts'
import { condensed } from './printable.ts'

/** A baseline of 100,000 examples has about 12 MB. */
const LARGEST_BYTES = 256 * 2 ** 20

/** `git` in a folder: its output, or what it complained of. */
export type GitAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string }

/** Inside a hook of git they name the repository of the hook, relative to another folder. */
const OF_A_HOOK = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX', 'GIT_COMMON_DIR']

/**
 * Asks git in a folder. Paths are taken literally, objects are those that were committed (no replacements), and nothing that a
 * repository's own configuration names is run.
 *
 * @throws {EdgejsonError} `IO` where git is not installed or cannot be started.
 */
export function git(folder: string, ...args: readonly string[]): GitAnswer {
  const { error, status, stdout, stderr } = spawnSync(
    'git',
    [
      '--literal-pathspecs',
      '--no-replace-objects',
      '--no-pager',
      '-c',
      'core.fsmonitor=false',
      '-C',
      folder,
      ...args,
    ],
    {
      encoding: 'utf8',
      maxBuffer: LARGEST_BYTES,
      env: { ...withoutHook(process.env), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    },
  )
  if (error !== undefined) {
    if (errorCode(error) === 'ENOBUFS') return { ok: false, why: `more than ${LARGEST_BYTES} bytes` }
    const why = isMissing(error) ? 'it is not installed, or not in PATH' : condensed(errorMessage(error))
    throw new EdgejsonError('IO', `committed baselines are read with git, but ${why}.`, { cause: error })
  }
  return status === 0 ? { ok: true, text: stdout } : { ok: false, why: condensed(stderr) }
}

/** Whether older commits are missing in the clone. */
export function isShallow(folder: string): boolean {
  const answer = git(folder, 'rev-parse', '--is-shallow-repository')
  return answer.ok && answer.text.trim() === 'true'
}

function withoutHook(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OF_A_HOOK.includes(name)))
}
