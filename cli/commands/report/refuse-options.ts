import { EdgejsonError } from '../../../plugin/model/index.ts'
import { STDOUT } from '../../write-output.ts'
import type { OutputOptions } from './outputs.ts'
import type { PageInputOptions } from './page-inputs.ts'
import type { PaperCommandOptions } from './paper-options.ts'

/** Two documents in one stream are none. */
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
      `${names.map(([name]) => `--${name}`).join(' and ')} cannot both go to standard output (-); give all but one a file.`,
    )
  }
  for (const [name, folder] of Object.entries({ csv, paper, all })) {
    if (folder === STDOUT)
      throw new EdgejsonError('BAD_ARGUMENT', `--${name} writes several files: "-" must be a folder.`)
  }
}

/** What would be read and then stand nowhere. */
export function refuseUnused({
  html,
  all,
  ...options
}: OutputOptions & PageInputOptions & Pick<PaperCommandOptions, 'paper'>): void {
  if (html !== undefined || all !== undefined) return
  const name = (['history', 'reference', 'margin'] as const).find((each) => options[each] !== undefined)
  if (name === undefined) return
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `--${name} is for the HTML page, which nobody asked for: add --html FILE or --all DIR` +
      `${name === 'history' ? '' : ', or use edgejson compare'}.`,
  )
}
