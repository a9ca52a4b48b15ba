import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { STDOUT } from '../../output.ts'
import type { OutputOptions } from './outputs.ts'
import type { PageInputOptions } from './page-inputs.ts'
import type { PaperCommandOptions } from './paper-options.ts'

/** Two documents in one stream would be unreadable. */
export function refuseSharedStdout({
  html,
  markdown,
  comment,
  jsonl,
  junit,
  json,
  csv,
  paper,
  all,
}: OutputOptions & PageInputOptions & Pick<PaperCommandOptions, 'paper'>): void {
  const given = { html, markdown, comment, jsonl, junit, json }
  const names = Object.entries(given).filter(([, target]) => target === STDOUT)
  if (names.length > 1) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `${names.map(([name]) => `--${name}`).join(' and ')} cannot both be written to standard output (-); name files for all but one.`,
    )
  }
  for (const [name, folder] of Object.entries({ csv, paper, all })) {
    if (folder === STDOUT)
      throw new EdgejsonError('BAD_ARGUMENT', `--${name} writes several files: "-" must be a folder.`)
  }
}

/** The outputs that use an option; without one of them the option has no effect. */
const USED_BY: Readonly<Record<string, readonly string[]>> = {
  history: ['html', 'all'],
  reference: ['html', 'all'],
  margin: ['html', 'all'],
  baseline: ['html', 'markdown', 'comment', 'all', 'summary'],
  dataset: ['paper', 'all'],
  trainingLog: ['paper', 'all'],
  trainingConfig: ['paper', 'all'],
  modelConfig: ['paper', 'all'],
  meta: ['paper', 'all'],
  tokenizer: ['paper', 'all'],
  published: ['paper', 'all'],
  publishedFrom: ['paper', 'all'],
  // Commander sets `figures` to true unless `--no-figures` is given.
  figures: ['paper', 'all'],
}

const OUTPUTS = ['html', 'markdown', 'comment', 'csv', 'jsonl', 'junit', 'json', 'paper', 'all']

/**
 * Refuses an option that no requested output uses: a report without what the option names would say something else
 * than its reader expects.
 *
 * @throws {EdgejsonError} `BAD_ARGUMENT`
 */
export function refuseUnused(options: OutputOptions & PageInputOptions & PaperCommandOptions): void {
  const given = new Map<string, unknown>(Object.entries(options))
  const outputs = OUTPUTS.filter((name) => given.get(name) !== undefined)
  if (outputs.length === 0) outputs.push('summary')
  for (const [name, users] of Object.entries(USED_BY)) {
    const value = given.get(name)
    const set = name === 'figures' ? value === false : value !== undefined && value !== false
    if (!set || users.some((user) => outputs.includes(user))) continue
    const flags = users.filter((user) => user !== 'summary').map(flagOf)
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `${name === 'figures' ? '--no-figures' : flagOf(name)} has no effect on the requested output: ` +
        `add ${flags.join(' or ')}${COMPARED.has(name) ? ', or use edgejson compare' : ''}.`,
    )
  }
}

const COMPARED: ReadonlySet<string> = new Set(['reference', 'margin'])

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
