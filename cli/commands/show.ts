import type { Command } from 'commander'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import type { JsonObject } from '../../plugin/core/json/json.ts'
import { stringifyJson } from '../../plugin/core/json/stringify.ts'
import { listed, printable, quoted } from '../../plugin/core/printable.ts'
import { nearestNames } from '../../plugin/core/schema/nearest-name.ts'
import type { CaseRecord } from '../../plugin/records/case.ts'
import { renderedPrompt } from '../../plugin/records/prompt-record.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import { renderCase } from '../../reporters/render/console/case.ts'
import { STDOUT, type Terminal, terminalJson, terminalOf, writeOutput } from '../output.ts'
import { readRunFile } from '../reports/read-run-file.ts'

/** What the command line says, after commander has read it. */
export interface ShowCommandOptions {
  readonly json?: boolean
}

/** Largest number of ids that an error suggests. */
const MOST = 5

const help = `
Shows the prompt as it was rendered for the engine, the expected value, the output, their differences by path, and the scores.
An id may be written as reports print it.

Examples:
  $ edgejson show order_17                       the last run of the project in this folder
  $ edgejson show line-12 .edgejson/tickets      a run of several datasets
  $ edgejson show order_17 --json | jq .rendered`

/** Adds `edgejson show ID [REPORT]`. */
export function registerShow(command: Command): void {
  command
    .argument('<id>', 'id of an example')
    .argument('[report]', 'report.json, or a folder that contains one', '.')
    .option('--json', 'write the record of the example as JSON, with its rendered prompt')
    .addHelpText('after', help)
    .action(async (id: string, report: string, options: ShowCommandOptions) => {
      await writeOutput(STDOUT, [runShow(id, report, options, terminalOf(process.stdout))], process.stdout)
    })
}

/**
 * The command without its process.
 *
 * @throws {EdgejsonError} when the report cannot be read; `BAD_ARGUMENT` for an id that it does not have, with the nearest ones
 */
export function runShow(
  id: string,
  given: string,
  { json = false }: ShowCommandOptions = {},
  { color }: Terminal = { color: false },
): string {
  const report = readRunFile(given)
  const record = find(id, report)
  if (!json) return renderCase(report, record, { color })
  const shown = { ...record, rendered: renderedPrompt(report, record) }
  return terminalJson(stringifyJson(shown as unknown as JsonObject, 2))
}

function find(id: string, { cases, dataset }: RunReport): CaseRecord {
  const ids: string[] = []
  let printed: CaseRecord | undefined
  for (const each of cases) {
    if (each.id === id) return each
    if (printed === undefined && printable(each.id) === id) printed = each
    ids.push(each.id)
  }
  if (printed !== undefined) return printed
  const part = ids.filter((each) => each.toLowerCase().includes(id.toLowerCase()))
  const near = [...new Set([...nearestNames(id, ids, MOST), ...part])].slice(0, MOST)
  const hint =
    near.length === 0 ? `Its first ids are ${listed(ids.slice(0, MOST))}` : `Did you mean ${listed(near)}`
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    ids.length === 0
      ? `the run of ${quoted(dataset.path, 300)} has no examples.`
      : `the run of ${quoted(dataset.path, 300)} has no example ${quoted(id, 300)}. ${hint}${near.length === 0 ? '.' : '?'}`,
  )
}
