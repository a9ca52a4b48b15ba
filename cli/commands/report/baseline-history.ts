import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { git, isShallow } from '../../../plugin/core/git.ts'
import { printable, quoted } from '../../../plugin/core/printable.ts'
import { parseBaseline } from '../../../plugin/records/baseline.ts'
import { historyPoint } from '../../../reporters/render/html/history-point.ts'
import type { BaselineHistory, HistoryPoint } from '../../../reporters/render/html/options.ts'

/** Committed states that are read, the newest; a chart of more says nothing. */
const MOST = 100
/** States of which the page says why they are left out. */
const MAX_WARNINGS = 5

interface Commit {
  readonly hash: string
  /** `2026-11-20`. */
  readonly date: string
  readonly subject: string
}

/**
 * The committed states of a baseline file, the oldest first, then what is not committed yet. A state that is no
 * baseline (a merge conflict that was committed) is left out with a warning, and a shallow clone is reported.
 *
 * @throws {EdgejsonError} `IO` without git, `BAD_ARGUMENT` where the file is in no repository or was never committed.
 */
export function readBaselineHistory(file: string): BaselineHistory {
  const { dir, base } = path.parse(path.resolve(file))
  const commits = commitsOf(dir, base, file)
  const warnings: string[] = []
  if (isShallow(dir)) {
    warnings.push(
      'The clone is shallow, so older states are missing. Fetch the whole history first: `git fetch --unshallow`, ' +
        'or `fetch-depth: 0` in the checkout step of a workflow.',
    )
  }
  if (commits.length > MOST) warnings.push(`Only the newest ${MOST} of ${commits.length} states are shown.`)
  const points: HistoryPoint[] = []
  const broken: string[] = []
  let last: string | null = null
  for (const { hash, date, subject } of commits.slice(-MOST)) {
    const blob = git(dir, 'cat-file', 'blob', `${hash}:./${base}`)
    // A commit that deletes the file has no state of it.
    if (!blob.ok) continue
    last = blob.text
    const label = `${date} · ${hash.slice(0, 7)}`
    const point = pointOf(blob.text, base, label, subject)
    if (typeof point === 'string') broken.push(`${label} is left out: ${point}`)
    else points.push(point)
  }
  const current = existsSync(file) ? readFileSync(file, 'utf8') : null
  if (current !== null && normal(current) !== normal(last ?? '')) {
    const point = pointOf(current, base, 'not committed', 'the file as it is now')
    if (typeof point === 'string') broken.push(`The file as it is now is left out: ${point}`)
    else points.push(point)
  }
  const more = broken.length - MAX_WARNINGS
  return {
    title: file.replaceAll('\\', '/'),
    points,
    warnings: [
      ...warnings,
      ...broken.slice(0, MAX_WARNINGS),
      ...(more > 0 ? [`${more} more states are left out.`] : []),
    ],
  }
}

/** Line ends may differ between the repository and the checkout. */
function normal(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

/** The oldest first. */
function commitsOf(dir: string, base: string, file: string): Commit[] {
  if (!existsSync(dir)) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `there is no folder ${quoted(dir)}, so the baseline ${quoted(file)} has no history. Run the command where the ` +
        'tests run, or name the file with --baseline.',
    )
  }
  const root = git(dir, 'rev-parse', '--show-toplevel')
  if (!root.ok) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `the baseline ${quoted(file)} is in no git repository (${root.why}). Its history is that of its commits: leave ` +
        '--history out, or run the command in a clone.',
    )
  }
  const log = git(dir, 'log', '--no-show-signature', '--format=%H%x00%cs%x00%s', '--', base)
  const commits = log.ok ? log.text.split('\n').flatMap(commitOf).reverse() : []
  if (commits.length > 0) return commits
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `the baseline ${quoted(file)} was never committed: it has no history yet. Commit it, or leave --history out.`,
  )
}

function commitOf(line: string): Commit[] {
  const [hash = '', date = '', subject = ''] = line.split('\0')
  return /^[0-9a-f]{40,64}$/.test(hash) ? [{ hash, date, subject }] : []
}

/** The reason, where the text is no baseline. */
function pointOf(text: string, file: string, label: string, note: string): HistoryPoint | string {
  try {
    return historyPoint(label, parseBaseline(text, file), note)
  } catch (error) {
    if (!(error instanceof EdgejsonError)) throw error
    // The way out that follows is for the file of today.
    const [problem = ''] = error.message.replace(/^\[vitest-edgejson\] /, '').split(/\. (?=[A-Z])/)
    return `${printable(problem, 300)}.`
  }
}
