import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { quoted } from '../../plugin/core/printable.ts'
import { generateSplits } from '../../plugin/generator/index.ts'
import { share, wholeNumber } from '../option-values.ts'
import { type StreamChoice, streamExamples } from './generate/stream-options.ts'
import { writeFileOfLines, writeLines } from './generate/write-lines.ts'

/** What the command line says, after commander has read it. */
export interface GenerateCommandOptions extends Partial<StreamChoice> {
  readonly out?: string
  readonly stdout?: boolean
}

/** Options that only make sense for a stream of a given number of examples. */
const streamOnly = [
  'start',
  'schema',
  'complexity',
  'style',
  'avoid',
  'stdout',
  'vary',
  'values',
  'schemasOut',
] as const

const help = `
Without --count, both splits are written as committed with this package: train.jsonl (629 examples) and
test.jsonl (158). The two share no expected value and no identifying value. With --count, one stream of any length is
written, in constant memory. Example number n depends on the seed and the filters alone, so a stream can be generated in
parts.

--vary gives a share of the examples a schema that is not in the benchmark: half of these are schemas of the benchmark
with other names, order, fields or nesting, half are random. A model then learns the task and not the list of schemas.
Their lines name no schema, unless --schemas-out writes it; edgejson validate --schemas DIR then finds it.
--values broad makes the other examples as varied as the benchmark's own train split: addresses of two lines, unexpected
values, items without their first field.

Examples:
  $ edgejson generate --out data                                  both splits, byte for byte as published
  $ edgejson generate --out data --seed 7                         two other splits
  $ edgejson generate --count 100000 --out train.jsonl --avoid fixtures/edgejson/test.jsonl
  $ edgejson generate --count 5 --schema invoice --style note --stdout
  $ edgejson generate --count 1000000 --seed 7 --vary 0.5 --values broad --stdout | train
  $ edgejson generate --count 500 --vary 1 --schemas-out varied-schemas --out varied.jsonl
  $ edgejson generate --count 1000 --schema ./my-schema.json --out mine.jsonl`

/** Adds `edgejson generate`. Exit code 0, or 2 (by the caller) when something cannot be done. */
export function registerGenerate(command: Command): void {
  command
    .option('-o, --out <path>', 'folder for both splits, or file for a stream; "-" is standard output')
    .option('--stdout', 'write the stream to standard output')
    .option('--seed <n>', 'seed of the examples', wholeNumber(0), 1)
    .option('-n, --count <n>', 'how many examples to stream', wholeNumber(0))
    .option('--start <n>', 'number of the first example of the stream (default: 0)', wholeNumber(0))
    .option('--schema <name...>', 'schemas by name, or your own JSON Schema files (*.json)')
    .option('--complexity <level...>', 'only schemas of these levels: simple, medium, complex')
    .option('--style <name...>', 'only these prompt styles: official, note, log, form, table')
    .option(
      '--avoid <file...>',
      'exclude examples that share an expected value or an identifying value with these datasets',
    )
    .option('--vary <share>', 'share of examples with a varied schema, from 0 to 1', share)
    .option('--values <kind>', 'tidy (default) or broad; examples of --vary are always broad')
    .option('--schemas-out <dir>', 'folder for all schemas, including those of --vary')
    .option('-f, --force', 'overwrite existing files')
    .addHelpText('after', help)
    .action(async (options: GenerateCommandOptions) => {
      for (const line of await runGenerate(options)) process.stderr.write(`${line}\n`)
    })
}

/**
 * The command without its process; returns what to say about it.
 *
 * @throws {EdgejsonError} when an option is wrong, a file exists or cannot be written, a schema cannot be obeyed.
 */
export async function runGenerate(options: GenerateCommandOptions): Promise<string[]> {
  return options.count === undefined ? writeSplits(options) : writeStream(options, options.count)
}

async function writeSplits(options: GenerateCommandOptions): Promise<string[]> {
  const stray = streamOnly.find((name) => options[name] !== undefined)
  if (stray) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `--${stray.replace('O', '-o')} needs a stream; set its number of examples with --count`,
    )
  }
  if (options.out === undefined || options.out === '-') {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      'no output for the two splits; name a folder with --out DIR, or stream with --count N --stdout',
    )
  }
  const folder = options.out
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new EdgejsonError('BAD_ARGUMENT', `--out ${quoted(folder)} is a file; both splits need a folder`)
  }
  const files = { train: path.join(folder, 'train.jsonl'), test: path.join(folder, 'test.jsonl') }
  for (const file of Object.values(files)) refuseToOverwrite(file, options.force)
  const splits = generateSplits(options.seed)
  return [await writeFileOfLines(files.train, splits.train), await writeFileOfLines(files.test, splits.test)]
}

async function writeStream(options: GenerateCommandOptions, count: number): Promise<string[]> {
  const toStdout = options.stdout === true || options.out === '-'
  if (toStdout && options.out !== undefined && options.out !== '-') {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `--stdout and --out ${quoted(options.out)} contradict each other; keep one`,
    )
  }
  const examples = streamExamples({ ...options, count })
  if (toStdout) {
    await writeLines(examples, process.stdout)
    return []
  }
  if (options.out === undefined) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      'no output for the stream; name a file with --out FILE, or use --stdout',
    )
  }
  if (existsSync(options.out) && statSync(options.out).isDirectory()) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `--out ${quoted(options.out)} is a folder; a stream needs a file name`,
    )
  }
  refuseToOverwrite(options.out, options.force)
  return [await writeFileOfLines(options.out, examples)]
}

function refuseToOverwrite(file: string, force = false): void {
  if (!existsSync(file) || force) return
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `${file} exists already; choose another path, or overwrite it with --force`,
  )
}
