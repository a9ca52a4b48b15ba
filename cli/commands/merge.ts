import path from 'node:path'
import type { Command } from 'commander'
import { mergeShards } from '../../reporters/vitest/merge-shards.ts'

/** What the command line says, after commander has read it. */
export interface MergeCommandOptions {
  readonly out?: string
  readonly update?: boolean
}

const help = `
FILE is the file that a run with --shard writes for each dataset, .edgejson/cases.shard-1-10.jsonl. All shards must be there, each once, and
of one run; files of several projects are judged together. Reports, baseline and exit code are those of vitest --merge-reports: 0 passed,
1 worse, 2 inconclusive. Cases are read one at a time, so that a merge of any size takes little memory. Neither model, dataset nor
configuration is needed; the baseline is. Run it in the folder where Vitest runs.

Examples:
  $ vitest run --project edgejson --shard=3/10            each job
  $ edgejson merge .edgejson/cases.shard-*-10.jsonl
  $ edgejson merge jobs/*/cases.shard-*.jsonl --out merged`

/** Adds `edgejson merge FILE…`. */
export function registerMerge(command: Command): void {
  command
    .argument('<files...>', 'the files of all shards')
    .option('--out <dir>', 'folder of the reports (default: the output folder of the runs)')
    .option('-u, --update', 'accept the merged run as the baseline, losses included')
    .addHelpText('after', help)
    .action(async (files: string[], options: MergeCommandOptions) => {
      await mergeShards(files, {
        root: process.cwd(),
        out: options.out === undefined ? null : path.resolve(options.out),
        update: options.update === true,
        env: process.env,
        stdout: process.stdout,
        stderr: process.stderr,
      })
    })
}
