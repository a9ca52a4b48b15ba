// The paper of some reports, from which the results pages are made.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Writes the paper of reports into a folder with `edgejson report --paper`; ends the process with exit code 2 where that fails. */
export function makePaper(folder, reports, options = []) {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['dist/cli/main.js', 'report', ...reports, '--paper', folder, ...options],
    { cwd: ROOT, encoding: 'utf8' },
  )
  if (status === 0) return
  process.stderr.write(stderr)
  process.exit(2)
}

/** The caption and the notes of a figure, by its number, in the index of a paper. */
export function captionOf(folder, figure) {
  const index = readFileSync(path.join(folder, 'README.md'), 'utf8')
  const [, text = ''] = new RegExp(`^(\\*\\*Figure ${figure}\\. .*?)\\n+\\[figures/`, 'ms').exec(index) ?? []
  return text
}
