import path from 'node:path'
import { type Command, Option } from 'commander'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { duration, integer, pointsSize } from '../../plugin/core/format.ts'
import { printable, quoted } from '../../plugin/core/printable.ts'
import type { ConstraintMode } from '../../plugin/records/constraint.ts'
import type { SwitchesRecord } from '../../plugin/records/switches.ts'
import { DEFAULT_MARGIN } from '../../plugin/stats/non-inferiority.ts'
import {
  measureSwitches,
  renderSwitches,
  renderSwitchesMarkdown,
  type VariantRun,
} from '../../reporters/switches/index.ts'
import { fraction, wholeNumber } from '../option-values.ts'
import { jsonText, STDOUT, type Terminal, terminalOf, writeOutput } from '../output.ts'
import { addVariant, constraints, names } from './switches/choices.ts'
import { foundVariants } from './switches/found-variants.ts'
import { refuseGate, refuseSeveralDatasets, refuseVariables } from './switches/refuse-choices.ts'
import { runVariant } from './switches/run-variant.ts'
import { optionsOfConfig } from './switches/shared-options.ts'
import { planVariants } from './switches/variants.ts'
import { writeFiles } from './switches/write-files.ts'

/** What the command line says, after commander has read it. */
export interface SwitchesCommandOptions {
  readonly dataset?: string
  readonly dtypes?: readonly string[]
  readonly constrain?: readonly (ConstraintMode | null)[]
  readonly variant?: readonly (readonly [name: string, model: string])[]
  readonly from?: readonly string[]
  readonly schemas?: string
  readonly maxNewTokens?: number
  readonly config?: string
  readonly project?: string
  readonly reference?: string
  readonly margin?: number
  readonly gate?: string
  readonly out?: string
  readonly again?: boolean
  /** False with `--no-speed`. */
  readonly speed?: boolean
  readonly json?: boolean
  readonly markdown?: boolean
}

/** Where the command writes to, apart from files. */
export interface SwitchesStreams {
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  readonly terminal?: Terminal
}

const DEFAULT_OUT = path.join('.edgejson', 'switches')

const help = `
Each variant is a run of Vitest in a folder of its own below --out, with recording, report.json and junit.xml. The same
command again resumes an interrupted run and keeps finished ones whose inputs are the same. The table, the advice and a
page of all runs are in switches.md, switches.json and report.html. Exit code: 0 measured; 1 with --gate if that variant
is not shown to be non-inferior to the reference; 2 if a variant could not be measured.

Examples:
  $ edgejson switches ./model --dataset evals/test.jsonl              every dtype in ./model/onnx, free and constrained
  $ edgejson switches ./model --dtypes q8,q4 --constrain schema,none --margin 0.02
  $ edgejson switches --variant fp32=./fp32 --variant q8=./q8 --out runs
  $ edgejson switches ./model --config vitest.config.ts               with all other options of its edgejson()
  $ edgejson switches --from runs --gate q4+schema                    only the table, of existing runs`

/** Adds `edgejson switches MODEL`. */
export function registerSwitches(command: Command): void {
  const runs = ['dataset', 'dtypes', 'constrain', 'variant', 'schemas', 'maxNewTokens', 'config', 'again']
  command
    .argument('[model]', 'model folder with onnx/*.onnx, or any other value of the plugin option model')
    .option('--dataset <file>', 'dataset (default: the packaged test split)')
    .option('--dtypes <list>', 'precisions, such as fp32,q8,q4 (default: those of the folder)', names)
    .option('--constrain <list>', 'constraints: none, schema, json (default: none,schema)', constraints)
    .option(
      '--variant <name=model>',
      'a precision in a folder of its own, such as q8=./q8 (repeatable)',
      addVariant,
    )
    .option(
      '--schemas <dir>',
      'folder of JSON Schemas (default: the packaged ones, for the lines of EdgeJSON)',
    )
    .option('--max-new-tokens <n>', 'token limit of completions (default: 2048)', wholeNumber(1))
    .option('--config <file>', 'Vitest config: all other options are those of its edgejson()')
    .option('--project <name>', 'which edgejson() of the config, by its name')
    .addOption(
      new Option('--from <dirs...>', 'make the table of existing runs; no model runs').conflicts(runs),
    )
    .option('--reference <name>', 'the reference variant (default: the highest precision, free)')
    .option(
      '--margin <fraction>',
      `largest loss with which a variant counts as non-inferior (default: ${DEFAULT_MARGIN})`,
      fraction,
    )
    .option('--gate <name>', 'exit code 1 if this variant is not shown to be non-inferior to the reference')
    .option('-o, --out <dir>', `output folder (default: ${DEFAULT_OUT.replaceAll(path.sep, '/')})`)
    .option('--again', 'run also the variants that are finished')
    .option('--no-speed', 'leave tokens/s out as not measured: the machine does other work')
    .addOption(new Option('--json', 'write the record as JSON').conflicts('markdown'))
    .option('--markdown', "write it as GitHub's Markdown, for a job summary or a comment")
    .addHelpText('after', help)
    .action(async (model: string | undefined, options: SwitchesCommandOptions) => {
      const { stdout, stderr } = process
      process.exitCode = await runSwitches(model, options, { stdout, stderr, terminal: terminalOf(stdout) })
    })
}

/**
 * The command without its process. Progress is on standard error.
 *
 * @throws {EdgejsonError} when options contradict each other, a model refers to nothing, runs cannot be compared, or a file
 * cannot be written.
 */
export async function runSwitches(
  model: string | undefined,
  options: SwitchesCommandOptions,
  { stdout, stderr, terminal = { color: false } }: SwitchesStreams,
): Promise<0 | 1 | 2> {
  const say = (line: string): boolean => stderr.write(`${printable(line)}\n`)
  const runs = options.from === undefined ? await measure(model, options, say) : existing(model, options)
  refuseGate(runs, options)
  const record = measureSwitches(runs, {
    margin: options.margin ?? DEFAULT_MARGIN,
    withoutSpeed: options.speed === false,
    ...(options.reference === undefined ? {} : { reference: options.reference }),
  })
  if (options.from === undefined || options.out !== undefined)
    for (const file of await writeFiles(options.out ?? DEFAULT_OUT, record, runs)) say(`written: ${file}`)
  await writeOutput(STDOUT, [rendered(record, options, terminal)], stdout)
  return exitCode(record, options, say)
}

/** The variants of existing runs. */
function existing(model: string | undefined, { from = [] }: SwitchesCommandOptions): VariantRun[] {
  if (model === undefined) return foundVariants(from)
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `--from makes the table of existing runs, and the model ${quoted(model)} would be run: leave one out.`,
  )
}

/** Runs the variants one after the other: side by side they would share processor and memory, and no speed would count. */
async function measure(
  model: string | undefined,
  options: SwitchesCommandOptions,
  say: (line: string) => void,
): Promise<VariantRun[]> {
  refuseVariables()
  const cwd = process.cwd()
  const { variant = [], dtypes, constrain = [null, 'schema'] } = options
  if (model === undefined && variant.length === 0) {
    throw new EdgejsonError('BAD_ARGUMENT', 'name a model folder, or each precision: --variant q8=./q8.')
  }
  if (model === undefined && dtypes !== undefined) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      '--dtypes chooses precisions of a model folder, and none is named.',
    )
  }
  if (options.project !== undefined && options.config === undefined) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      '--project names an edgejson() of --config FILE, and there is no --config.',
    )
  }
  const { root, options: shared } =
    options.config === undefined
      ? { root: cwd, options: {} }
      : await optionsOfConfig(options.config, options.project, cwd)
  const planned = await planVariants(
    {
      constraints: constrain,
      variants: variant,
      ...(model === undefined ? {} : { model }),
      ...(dtypes === undefined ? {} : { dtypes }),
    },
    cwd,
  )
  refuseGate(planned, options)
  const place = {
    root,
    out: path.resolve(cwd, options.out ?? DEFAULT_OUT),
    again: options.again ?? false,
    options: {
      ...shared,
      ...(options.dataset === undefined ? {} : { datasets: path.resolve(cwd, options.dataset) }),
      ...(options.schemas === undefined ? {} : { schemas: schemasAt(options.schemas, cwd) }),
      ...(options.maxNewTokens === undefined ? {} : { maxNewTokens: options.maxNewTokens }),
    },
  }
  refuseSeveralDatasets(place.options.datasets)
  const runs: VariantRun[] = []
  for (const [index, each] of planned.entries()) {
    const head = `[${index + 1}/${planned.length}] ${each.name}`
    say(`${head}: running`)
    const started = performance.now()
    const { run, kept } = await runVariant(each, place)
    say(`${head}: ${resultText(run, kept, performance.now() - started)}`)
    runs.push(run)
  }
  return runs
}

function schemasAt(schemas: string, cwd: string): string {
  return schemas === 'edgejson' ? schemas : path.resolve(cwd, schemas)
}

function resultText(run: VariantRun, kept: boolean, ms: number): string {
  if (run.report === null) return `not measured: ${run.reason ?? ''}`
  const { totals, dataset } = run.report
  const exact = `${integer(totals.exact)} of ${integer(dataset.examples)} exact`
  return kept ? `${exact}, kept from a finished run with the same inputs` : `${exact}, ${duration(ms)}`
}

function rendered(
  record: SwitchesRecord,
  { json, markdown }: SwitchesCommandOptions,
  { color, width }: Terminal,
): string {
  if (json) return jsonText(record)
  if (markdown) return renderSwitchesMarkdown(record)
  return renderSwitches(record, { color, ...(width === undefined ? {} : { width }) })
}

function exitCode(
  { variants, reference, margin }: SwitchesRecord,
  { gate }: SwitchesCommandOptions,
  say: (line: string) => void,
): 0 | 1 | 2 {
  if (variants.some(({ figures }) => figures === null)) return 2
  const gated = variants.find(({ name }) => name === gate)?.against
  if (gate === undefined || gated?.nonInferior === true) return 0
  say(`gate: ${gate} is not shown to be non-inferior to ${reference} within ${pointsSize(margin)}`)
  return 1
}
