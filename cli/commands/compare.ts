import { type Command, Option } from 'commander'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { GATE_METRICS, type GateMetric } from '../../plugin/records/gate-metric.ts'
import { compareReports, type NamedRun, type ReportComparison } from '../../reporters/compare/index.ts'
import { renderComparison, renderComparisonMarkdown } from '../../reporters/render/comparison/index.ts'
import { runLabels } from '../../reporters/render/run-label.ts'
import { fraction, fractionOrZero } from '../option-values.ts'
import { jsonText, STDOUT, type Terminal, terminalOf, writeOutput } from '../output.ts'
import { readRunFile } from '../reports/read-run-file.ts'
import { referenceIndex } from '../reports/reference.ts'

/** What the command line says, after commander has read it. */
export interface CompareCommandOptions {
  readonly reference?: string
  readonly metric?: GateMetric
  readonly margin?: number
  readonly alpha?: number
  readonly minEffect?: number
  readonly allowDifferentSettings?: boolean
  readonly failOnRegression?: boolean
  readonly all?: boolean
  readonly json?: boolean
  readonly markdown?: boolean
}

const help = `
The first run is the reference, unless --reference names another by its label, its file or its letter. The metric is the one on which
all runs were gated (gate.metric); where they differ, --metric must choose one. All figures use
the examples that have an output in every run. Exit code: 0 compared; 1 with --margin if a run is not shown to be non-inferior, or
with --fail-on-regression if a run is a regression by the rule of the gate; 2 if the runs cannot be compared.

Examples:
  $ edgejson compare fp32/.edgejson q4/.edgejson --margin 0.03   is q4 non-inferior to fp32?
  $ edgejson compare a.json b.json c.json --reference b.json
  $ edgejson compare old.json new.json --markdown >> "$GITHUB_STEP_SUMMARY"`

/** Adds `edgejson compare A B [C…]`. */
export function registerCompare(command: Command): void {
  command
    .argument('<reports...>', 'report.json files, or folders that contain one')
    .option('--reference <name>', 'the reference run (default: the first)')
    .addOption(
      new Option(
        '--metric <name>',
        'metric that is compared (default: the one on which the runs were gated)',
      ).choices(GATE_METRICS),
    )
    .option(
      '--margin <fraction>',
      'test whether the others are non-inferior within this margin, such as 0.03',
      fraction,
    )
    .option('--alpha <fraction>', 'significance level', fraction, 0.05)
    .option(
      '--min-effect <fraction>',
      'smallest loss of the metric that counts as a regression',
      fractionOrZero,
      0.02,
    )
    .option(
      '--allow-different-settings',
      'compare across templates, token limits and stop criteria, with a warning',
    )
    .option('--fail-on-regression', "exit code 1 when a run is a regression by the gate's rule")
    // JSON holds all of them in any case.
    .addOption(new Option('--all', 'list every lost and gained id, pair and slice').conflicts('json'))
    .addOption(new Option('--json', 'write the comparison as JSON').conflicts('markdown'))
    .option('--markdown', "write it as GitHub's Markdown, for a job summary or a comment")
    .addHelpText('after', help)
    .action(async (reports: string[], options: CompareCommandOptions) => {
      const { output, exitCode } = runCompare(reports, options, terminalOf(process.stdout))
      await writeOutput(STDOUT, [output], process.stdout)
      process.exitCode = exitCode
    })
}

/**
 * The command without its process.
 *
 * @throws {EdgejsonError} when a report cannot be read or the runs cannot be compared.
 */
export function runCompare(
  files: readonly string[],
  options: CompareCommandOptions,
  terminal: Terminal = { color: false },
): { output: string; exitCode: 0 | 1 } {
  if (files.length < 2) {
    throw new EdgejsonError('BAD_ARGUMENT', 'a comparison needs two reports or more: edgejson compare A B')
  }
  const reports = files.map(readRunFile)
  const labels = runLabels(reports)
  const runs = reports.map((report, index): NamedRun => ({ report, label: labels[index] ?? '' }))
  const comparison = compareReports(runs, {
    reference: referenceIndex(options.reference, runs, files),
    ...(options.metric === undefined ? {} : { metric: options.metric }),
    ...(options.alpha === undefined ? {} : { alpha: options.alpha }),
    ...(options.minEffect === undefined ? {} : { minEffect: options.minEffect }),
    ...(options.margin === undefined ? {} : { margin: options.margin }),
    allowDifferentSettings: options.allowDifferentSettings ?? false,
  })
  return { output: render(comparison, options, terminal), exitCode: exitCode(comparison, options) }
}

function render(
  comparison: ReportComparison,
  { json, markdown, all = false }: CompareCommandOptions,
  { color, width }: Terminal,
): string {
  if (json) return jsonText(comparison)
  if (markdown) return renderComparisonMarkdown(comparison, { all })
  return renderComparison(comparison, { color, all, ...(width === undefined ? {} : { width }) })
}

function exitCode({ against }: ReportComparison, { failOnRegression = false }: CompareCommandOptions): 0 | 1 {
  const failed = against.some(
    ({ nonInferiority, outcome }) =>
      nonInferiority?.nonInferior === false || (failOnRegression && outcome === 'regression'),
  )
  return failed ? 1 : 0
}
