import path from 'node:path'
import type { Command } from 'commander'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { printable } from '../../plugin/core/printable.ts'
import type { RunReport } from '../../plugin/records/run-report.ts'
import type { Analysis } from '../../reporters/analysis/index.ts'
import { renderConsole } from '../../reporters/render/console/console.ts'
import { renderRuns } from '../../reporters/render/console/runs.ts'
import { fraction } from '../option-values.ts'
import { STDOUT, type Terminal, terminalOf, writeOutput } from '../output.ts'
import { readRunFile } from '../reports/read-run-file.ts'
import { comparisonOutputs, everythingIn, type FoundRun, leftOut, writeBoards } from './report/everything.ts'
import { findRuns } from './report/find-runs.ts'
import { type OutputOptions, outputs } from './report/outputs.ts'
import { analysesOf, comparisonsOf, historyOf, type PageInputOptions } from './report/page-inputs.ts'
import { type PaperResult, writePaper } from './report/paper.ts'
import type { PaperOptions } from './report/paper-inputs.ts'
import {
  addPaperOptions,
  type PaperCommandOptions,
  paperOptions,
  paperSummary,
} from './report/paper-options.ts'
import { refuseSharedStdout, refuseUnused } from './report/refuse-options.ts'

/** What the command line says, after commander has read it. */
export interface ReportCommandOptions extends OutputOptions, PageInputOptions, PaperCommandOptions {}

/** Where the command writes to, apart from files. */
export interface ReportStreams {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  readonly terminal?: Terminal
}

const help = `
RUN is a report.json, or a folder with a report.json in it, in its .edgejson, or in each of its subfolders. FILE may be -
for standard output. Without an output option the summary is printed; several runs are shown in one table. The exit code
does not depend on the verdict: 0 written, 2 a file cannot be read or written.

Examples:
  $ edgejson report .edgejson                              the summary again
  $ edgejson report .edgejson --html report.html --csv tables
  $ edgejson report pi5/.edgejson x86/.edgejson --markdown - >> "$GITHUB_STEP_SUMMARY"
  $ edgejson report fp32 q4 rules --all out --margin 0.03  everything, compared with fp32
  $ edgejson report runs --paper paper --published`

/** Adds `edgejson report RUN…`. */
export function registerReport(command: Command): void {
  command
    .argument('<runs...>', 'report.json files, or folders that contain some')
    .option('--html <file>', 'one page that needs no network')
    .option('--markdown <file>', "GitHub's Markdown for a job summary, at most 1 MiB")
    .option('--comment <file>', 'the same for a comment on a pull request, below 65,536 characters')
    .option('--csv <dir>', 'cases and tables for spreadsheets')
    .option('--jsonl <file>', 'the cases, one per line')
    .option('--junit <file>', 'JUnit XML')
    .option('--json <file>', 'the report; of several runs a list of reports')
    .option('--all <dir>', 'all of this, comparison, leaderboard and paper too, into a folder')
    .option('--baseline <file>', 'baseline of the dataset: shows which error classes increased')
    .option('--history', 'HTML: history of the committed baseline, from git')
    .option('--reference <run>', 'HTML: the reference run (default: the first)')
    .option(
      '--margin <fraction>',
      'HTML: test whether the others are non-inferior within this margin',
      fraction,
    )
  addPaperOptions(command)
  command.addHelpText('after', help).action(async (runs: string[], options: ReportCommandOptions) => {
    const { stdout, stderr } = process
    await runReport(runs, options, { stdout, stderr, terminal: terminalOf(stdout) })
  })
}

/**
 * The command without its process.
 *
 * @throws {EdgejsonError} when a report cannot be read, or an output cannot be written.
 */
export async function runReport(
  given: readonly string[],
  options: ReportCommandOptions,
  { stdout, stderr, terminal = { color: false } }: ReportStreams,
): Promise<void> {
  refuseSharedStdout(options)
  refuseUnused(options)
  const runs = given.flatMap(findRuns).map((file): FoundRun => ({ file, report: readRunFile(file) }))
  const reports = runs.map(({ report }) => report)
  const say = (line: string): boolean => stderr.write(`${line}\n`)
  const { all } = options
  const wanted = all === undefined ? options : { ...everythingIn(all, runs.length), ...options }
  const analyses = analysesOf(reports, options.baseline)
  const comparisons = wanted.html === undefined && all === undefined ? [] : comparisonsOf(runs, options)
  const files = outputs(reports, wanted, {
    analyses,
    comparisons,
    history: historyOf(runs, options, say),
  })
  if (all !== undefined) {
    const text = (): string[] => [summary(reports, analyses, { color: false })]
    files.unshift({ target: path.join(all, 'summary.txt'), chunks: text })
    files.push(...comparisonOutputs(all, comparisons))
  }
  const paper = paperOptions(reports, wanted)
  for (const { target, chunks } of files) {
    await writeOutput(target, chunks(), stdout)
    if (target !== STDOUT) say(`written: ${printable(target)}`)
  }
  if (all !== undefined)
    for (const line of await writeBoards(all, runs, comparisons, options.dataset ?? [])) say(line)
  if (paper !== null)
    stderr.write(paperSummary(await (all === undefined ? writePaper(paper) : paperOfAll(paper, say))))
  if (files.length === 0 && paper === null)
    await writeOutput(STDOUT, [summary(reports, analyses, terminal)], stdout)
}

function summary(reports: readonly RunReport[], analyses: readonly Analysis[], terminal: Terminal): string {
  const [only] = reports
  const [analysis] = analyses
  return only !== undefined && analysis !== undefined && reports.length === 1
    ? renderConsole(only, { ...terminal, analysis })
    : renderRuns(reports, { ...terminal, analyses })
}

/** Tables only, where the plotting libraries are not installed. */
async function paperOfAll(paper: PaperOptions, say: (line: string) => void): Promise<PaperResult> {
  try {
    return await writePaper(paper)
  } catch (error) {
    if (paper.figures === false || !(error instanceof EdgejsonError) || error.code !== 'BAD_OPTION')
      throw error
    say(leftOut('figures', error))
    return writePaper({ ...paper, figures: false })
  }
}
