import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable, quoted } from '../../plugin/core/printable.ts'
import { acceptChanges } from '../../plugin/gate/accuracy/accept-changes.ts'
import { writtenText } from '../../plugin/gate/accuracy/plan.ts'
import { readBaseline, writeBaseline } from '../../plugin/gate/baseline/file.ts'
import { originText } from '../../plugin/records/baseline-source.ts'
import { readRunFile } from '../reports/read-run-file.ts'

/** What the command line says, after commander has read it. */
export interface AcceptCommandOptions {
  readonly baseline?: string
}

const help = `
Accepts examples that were changed, renamed, removed or added in the dataset into the baseline of the run.
Every other example keeps its result, so a regression of the model stays a regression. To accept losses too, run Vitest with -u. Commit the file afterwards.

Examples:
  $ edgejson accept                                  the last run of the project in this folder
  $ edgejson accept .edgejson/tickets/report.json    a run of several datasets`

/** Adds `edgejson accept [REPORT]`. */
export function registerAccept(command: Command): void {
  command
    .argument('[report]', 'report.json, or a folder that contains one', '.')
    .option('--baseline <file>', 'the baseline (default: that of the report)')
    .addHelpText('after', help)
    .action((report: string, options: AcceptCommandOptions) => {
      process.stdout.write(runAccept(report, options))
    })
}

/**
 * The command without its process: rewrites the baseline and says what it accepted.
 *
 * @throws {EdgejsonError} when report or baseline cannot be read, or the run cannot be accepted.
 */
export function runAccept(given: string, options: AcceptCommandOptions = {}): string {
  const report = readRunFile(given)
  const named = options.baseline ?? report.verdict.baseline?.path
  if (named === undefined) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `the run in ${quoted(given, 300)} was not compared with a baseline, so there is nothing to accept.`,
    )
  }
  const origin = report.verdict.baseline?.origin
  if (options.baseline === undefined && origin !== undefined) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `the run in ${quoted(given, 300)} was compared with ${originText(origin)}, which is only read. Name the baseline file that is to ` +
        'take the changes: --baseline FILE.',
    )
  }
  const file = options.baseline ?? placeOf(named, given)
  const baseline = readBaseline(file)
  if (baseline === null) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `there is no baseline ${quoted(file, 300)}. Run the command in the folder where Vitest runs, or name the file with --baseline.`,
    )
  }
  const { baseline: next, lines } = acceptChanges(report, baseline)
  const shown = printable(file, 300)
  if (lines.length === 0) return `No example changed since the baseline ${shown}: nothing to accept.\n`
  writeBaseline(file, next)
  return [...lines.map((line) => printable(line)), writtenText(next, shown), ''].join('\n')
}

/** As seen from here, or from the folders above the report, where Vitest ran. */
function placeOf(baseline: string, report: string): string {
  const folder = path.dirname(report)
  const places = ['', folder, path.join(folder, '..'), path.join(folder, '..', '..')]
  return places.map((place) => path.join(place, baseline)).find((place) => existsSync(place)) ?? baseline
}
