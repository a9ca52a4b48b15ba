import path from 'node:path'
import type { Command } from 'commander'
import { EdgejsonError } from '../../plugin/core/errors.ts'
import { quoted } from '../../plugin/core/printable.ts'
import { openSchemas, prepareDatasets } from '../../plugin/dataset/index.ts'
import {
  buildLeaderboard,
  type Leaderboard,
  renderLeaderboardSummary,
} from '../../reporters/leaderboard/index.ts'
import {
  addField,
  type BacktrackingOption,
  backtrackingOption,
  type FieldValues,
  fraction,
  goldFile,
} from '../option-values.ts'
import { STDOUT, type Terminal, terminalOf, writeOutput } from '../output.ts'
import { readSubmissions } from './leaderboard/read-submissions.ts'
import { createRescore, packagedDatasets, referenceDataset } from './leaderboard/reference-datasets.ts'
import { writeBoard } from './leaderboard/write-board.ts'

/** What the command line says, after commander has read it. */
export interface LeaderboardCommandOptions extends BacktrackingOption {
  readonly out?: string
  readonly dataset?: string
  readonly field?: FieldValues
  readonly gold?: string
  readonly goldField?: FieldValues
  readonly schemas?: string
  readonly title?: string
  readonly alpha?: number
}

const help = `
Every report.json (any *.json that is a run report) below the folder is read, validated, and scored again from its recorded
completions; a report whose figures differ is rejected. Exit code: 0 written; 1 written, but a submission was rejected;
2 if there is nothing to rank.

Examples:
  $ edgejson leaderboard submissions --out public --dataset evals/test.jsonl
  $ edgejson leaderboard runs                          in leaderboard/, checked against the packaged datasets`

/** Adds `edgejson leaderboard DIR`. */
export function registerLeaderboard(command: Command): void {
  command
    .argument('<dir>', 'folder of run reports, searched recursively')
    .option('-o, --out <dir>', 'output folder for index.html, leaderboard.json and badges/', 'leaderboard')
    .option('--dataset <file>', 'the dataset: prompts and expected values of the reports must be the same')
    .option('--field <name=path>', 'field map of the dataset: id, prompt, expected, … (repeatable)', addField)
    .option('--gold <file>', 'file with the expected values of the dataset, joined by id')
    .option(
      '--gold-field <name=path>',
      'where lines of the gold file hold id, expected and accepted (repeatable)',
      addField,
    )
    .option(
      '--schemas <dir>',
      'folder of JSON Schemas or "edgejson" for the packaged ones (default: those, for the lines of EdgeJSON)',
    )
    .addOption(backtrackingOption())
    .option('--title <text>', 'heading of the page')
    .option('--alpha <fraction>', 'significance level for ranking', fraction, 0.05)
    .addHelpText('after', help)
    .action(async (folder: string, options: LeaderboardCommandOptions) => {
      const { output, exitCode } = await runLeaderboard(folder, options, terminalOf(process.stdout))
      await writeOutput(STDOUT, [output], process.stdout)
      process.exitCode = exitCode
    })
}

/**
 * The command without its process: writes the board, returns what to say of it.
 *
 * @throws {EdgejsonError} when there is nothing to rank, or a file cannot be read or written.
 */
export async function runLeaderboard(
  folder: string,
  options: LeaderboardCommandOptions,
  terminal: Terminal = { color: false },
): Promise<{ output: string; exitCode: 0 | 1 }> {
  if (options.gold !== undefined && options.dataset === undefined)
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `--gold ${quoted(options.gold)} has no effect without --dataset: name the dataset, too.`,
    )
  await prepareDatasets([options.dataset, options.gold].filter((each) => each !== undefined))
  const board = makeBoard(folder, options)
  const out = options.out ?? 'leaderboard'
  await writeBoard(board, out)
  return {
    output: `${renderLeaderboardSummary(board, terminal)}\n written ${path.join(out, 'index.html')}, leaderboard.json, ${board.entries.length} badges\n`,
    exitCode: board.rejected.length > 0 ? 1 : 0,
  }
}

function makeBoard(folder: string, options: LeaderboardCommandOptions): Leaderboard {
  if (options.field !== undefined && options.dataset === undefined) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      '--field is the field map of --dataset, and no dataset is given: add --dataset FILE.',
    )
  }
  const schemas = openSchemas(options.schemas)
  const dataset =
    options.dataset === undefined
      ? null
      : referenceDataset(
          options.dataset,
          schemas,
          options.field ?? null,
          goldFile(options.gold, options.goldField),
        )
  const { verified, rejected, leftOut } = readSubmissions(folder, {
    rescore: createRescore(schemas, options.backtrackingPattern ?? []),
    dataset,
    packaged: packagedDatasets(schemas),
  })
  return buildLeaderboard(verified, {
    rejected,
    leftOut,
    ...(dataset === null ? {} : { datasetSha256: dataset.sha256 }),
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.alpha === undefined ? {} : { alpha: options.alpha }),
  })
}
