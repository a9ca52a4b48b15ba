import type { Command } from 'commander'
import { readBaseline } from '../../plugin/gate/index.ts'
import { EdgejsonError, printable, type RunReport } from '../../plugin/model/index.ts'
import { type Analysis, analyse } from '../../reporters/analysis/index.ts'
import { renderConsole } from '../../reporters/render/console.ts'
import { renderRuns } from '../../reporters/render/console-runs.ts'
import { readRunFile } from './compare/read-run-file.ts'
import { type Terminal, terminalOf } from './compare/terminal.ts'
import { findRuns } from './report/find-runs.ts'
import { type OutputOptions, outputs } from './report/outputs.ts'
import { writePaper } from './report/paper.ts'
import {
  addPaperOptions,
  type PaperCommandOptions,
  paperOptions,
  paperSummary,
} from './report/paper-options.ts'
import { STDOUT, writeOutput } from './report/write-output.ts'

/** What the command line says, after commander has read it. */
export interface ReportCommandOptions extends OutputOptions, PaperCommandOptions {
  readonly baseline?: string
}

/** Where the command writes to, apart from files. */
export interface ReportStreams {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  readonly terminal?: Terminal
}

const help = `
RUN is a report.json, or a folder that holds one itself, in .edgejson, or in each folder below. FILE may be - for
standard output. Without an output, the summary is printed; of several runs they stand side by side. The exit code says
nothing of the verdict: 0 written, 2 something cannot be read or written.

Examples:
  $ edgejson report .edgejson                              the summary again
  $ edgejson report .edgejson --html report.html --csv tables
  $ edgejson report pi5/.edgejson x86/.edgejson --markdown - >> "$GITHUB_STEP_SUMMARY"
  $ edgejson report runs --paper paper --published`

/** Adds `edgejson report RUN…`. */
export function registerReport(program: Command): void {
  const command = program
    .command('report')
    .description('reports from run records: summary, HTML, Markdown, CSV, JSONL, JUnit, JSON, a paper')
    .argument('<runs...>', 'report.json files, or folders that hold some')
    .option('--html <file>', 'one page that needs no network')
    .option('--markdown <file>', "GitHub's Markdown for a job summary, at most 1 MiB")
    .option('--comment <file>', 'the same for a comment on a pull request, below 65,536 characters')
    .option('--csv <dir>', 'cases and tables for spreadsheets')
    .option('--jsonl <file>', 'the cases, one a line')
    .option('--junit <file>', 'JUnit XML')
    .option('--json <file>', 'the report; of several runs a list of reports')
    .option('--baseline <file>', 'baseline of the dataset: tells which classes of misses rose')
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
  runs: readonly string[],
  options: ReportCommandOptions,
  { stdout, stderr, terminal = { color: false } }: ReportStreams,
): Promise<void> {
  refuseSharedStdout(options)
  const reports = runs.flatMap(findRuns).map(readRunFile)
  const analyses = analysesOf(reports, options.baseline)
  const paper = paperOptions(reports, options)
  const wanted = outputs(reports, analyses, options)
  for (const { target, chunks } of wanted) {
    await writeOutput(target, chunks(), stdout)
    if (target !== STDOUT) stderr.write(`written: ${printable(target)}\n`)
  }
  if (paper !== null) stderr.write(paperSummary(await writePaper(paper)))
  if (wanted.length === 0 && paper === null)
    await writeOutput(STDOUT, [summary(reports, analyses, terminal)], stdout)
}

function summary(reports: readonly RunReport[], analyses: readonly Analysis[], terminal: Terminal): string {
  const [only] = reports
  const [analysis] = analyses
  return only !== undefined && analysis !== undefined && reports.length === 1
    ? renderConsole(only, { ...terminal, analysis })
    : renderRuns(reports, { ...terminal, analyses })
}

/** With the classes of the baseline for the runs of its dataset. */
function analysesOf(reports: readonly RunReport[], file: string | undefined): Analysis[] {
  if (file === undefined) return reports.map((report) => analyse(report))
  const baseline = readBaseline(file)
  if (baseline === null) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `there is no baseline ${printable(JSON.stringify(file))}. A run writes it beside its dataset.`,
    )
  }
  const isOf = ({ dataset }: RunReport): boolean => dataset.sha256 === baseline.dataset.sha256
  if (!reports.some(isOf)) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `the baseline ${printable(JSON.stringify(file))} is of another dataset than every run ` +
        `(SHA-256 ${baseline.dataset.sha256.slice(0, 12)}). Name the one beside the dataset of a run.`,
    )
  }
  return reports.map((report) => analyse(report, isOf(report) ? baseline.entries : null))
}

/** Two documents in one stream are none. */
function refuseSharedStdout({
  html,
  markdown,
  comment,
  jsonl,
  junit,
  json,
  csv,
  paper,
}: ReportCommandOptions): void {
  const given = { html, markdown, comment, jsonl, junit, json }
  const names = Object.entries(given).filter(([, target]) => target === STDOUT)
  if (names.length > 1) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `${names.map(([name]) => `--${name}`).join(' and ')} cannot both go to standard output (-); give all but one a file.`,
    )
  }
  for (const [name, folder] of Object.entries({ csv, paper })) {
    if (folder === STDOUT)
      throw new EdgejsonError('BAD_ARGUMENT', `--${name} writes several files: "-" must be a folder.`)
  }
}
