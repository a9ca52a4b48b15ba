import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { EdgejsonError, errorMessage } from '../../plugin/core/errors.ts'
import { isRecord, type JsonObject } from '../../plugin/core/json/json.ts'
import { readWholeJson } from '../../plugin/core/json/parse.ts'
import { stringifyJson } from '../../plugin/core/json/stringify.ts'
import { printable, quoted } from '../../plugin/core/printable.ts'
import { STDOUT, writeOutput } from '../output.ts'
import { IMPORTERS, type ImportFormat } from './import/importers.ts'

/** What the command line says, after commander has read it. */
export interface ImportCommandOptions {
  readonly from: ImportFormat
  readonly out?: string
}

const help = `
openai-batch   output file of a batch → completions for model: 'replay:FILE'
lm-eval        samples_*.jsonl of lm-evaluation-harness → completions for model: 'replay:FILE'
bfcl           possible_answer file of the Berkeley Function Calling Leaderboard → gold file with accepted values
Every other dataset needs no import: name its fields with the option fields.`

/** Adds `edgejson import FILE --from FORMAT`. Exit code: 0, or 1 where lines of the file have no output. */
export function registerImport(command: Command): void {
  command
    .argument('<file>', 'JSONL of the other tool')
    .addOption(
      new Option('--from <format>', 'the format').choices(Object.keys(IMPORTERS)).makeOptionMandatory(),
    )
    .option('--out <file>', 'file to write (default: standard output)')
    .addHelpText('after', help)
    .action(async (file: string, options: ImportCommandOptions) => {
      const { output, failed } = runImport(file, options)
      await writeOutput(options.out ?? STDOUT, [output], process.stdout)
      for (const line of failed) process.stderr.write(`${line}\n`)
      process.exitCode = failed.length > 0 ? 1 : 0
    })
}

/**
 * The command without its process: the lines, and a message for each line that has no output.
 *
 * @throws {EdgejsonError} `IO` for a file that cannot be read; `BAD_DATASET` for a line of another shape, with the line and
 * the shape that is expected
 */
export function runImport(
  file: string,
  { from }: Pick<ImportCommandOptions, 'from'>,
): { readonly output: string; readonly failed: readonly string[] } {
  const { shape, read } = IMPORTERS[from]
  const output: string[] = []
  const failed: string[] = []
  for (const [index, text] of readText(file).split(/\r?\n/).entries()) {
    if (text.trim() === '') continue
    const place = `${printable(file, 300)}:${index + 1}`
    const parsed = readWholeJson(text)
    const imported = parsed.ok && isRecord(parsed.value) ? read(parsed.value as JsonObject) : null
    if (imported === null) {
      throw new EdgejsonError(
        'BAD_DATASET',
        `${place}: the line is not of the format ${from}: ${quoted(text, 300)}. Expected is ${shape}. A dataset of another ` +
          'shape needs no import: name its fields with the option fields.',
      )
    }
    if (imported.kind === 'line') output.push(`${stringifyJson(imported.line)}\n`)
    else failed.push(`${place}: ${quoted(imported.id)} is left out: ${printable(imported.reason, 500)}`)
  }
  if (output.length + failed.length > 0) return { output: output.join(''), failed }
  throw new EdgejsonError(
    'BAD_DATASET',
    `${quoted(file, 300)} has no lines; expected are lines such as ${shape}.`,
  )
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    throw new EdgejsonError('IO', `cannot read ${quoted(file, 300)}: ${errorMessage(error)}`, {
      cause: error,
    })
  }
}
