// One model in a Vitest of its own, with the configuration of scripts/baselines/vitest.config.ts.

import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** The machine that runs this process. */
export const THIS_MACHINE = {
  root: ROOT,
  config: 'scripts/baselines/vitest.config.ts',
  command: [process.execPath],
}
/** The plugin's exit code of an engine that cannot be started. */
const NOT_RUN = 2

/**
 * Runs Vitest with the options of one project. `failure` is null where it ran, and otherwise its output; `reason` says in one line
 * why the engine could not be started, where that was the failure.
 *
 * @param place the root of Vitest, its configuration from there, and the command that runs Node
 */
export function runModel(options, { place = THIS_MACHINE, env = {} } = {}) {
  const { root, config, command } = place
  const [program, ...before] = command
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs')
  const { status, stdout, stderr, error } = spawnSync(
    program,
    [...before, vitest, '--run', '--root', root, '--config', config, '--project', options.name],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      env: { ...process.env, ...env, BASELINE: JSON.stringify(options), NO_COLOR: '1' },
    },
  )
  const report = path.join(path.resolve(root, options.outputDir), options.name, 'report.json')
  if (status === 0) return { reason: null, failure: null, report }
  const failure = `${stdout}${stderr}${error?.message ?? ''}`
  const said = /\[vitest-edgejson\] (.+)/.exec(`${stderr}\n${stdout}`)?.[1]
  return { reason: status === NOT_RUN && said !== undefined ? said : null, failure, report }
}
