import type { Command } from 'commander'
import type { RunReport } from '../../../plugin/model/index.ts'
import type { PaperOptions, PaperResult } from './paper.ts'

/** What the options of {@link addPaperOptions} leave in a command's options. */
export interface PaperCommandOptions {
  readonly paper?: string
  readonly dataset?: readonly string[]
  readonly trainingLog?: readonly string[]
  readonly trainingConfig?: readonly string[]
  readonly modelConfig?: string
  readonly meta?: string
  readonly tokenizer?: string
  readonly published?: string | true
}

/** Adds `--paper DIR` and its inputs to a command. */
export function addPaperOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
  return command
    .option('--paper <dir>', 'write the tables and figures of a paper into a folder')
    .option('--dataset <file>', 'paper: JSONL dataset, one for each split (repeatable)', collect)
    .option('--training-log <[name=]file>', 'paper: JSONL log of a training (repeatable)', collect)
    .option('--training-config <[name=]file>', 'paper: JSON of hyper-parameters (repeatable)', collect)
    .option('--model-config <file>', "paper: a model's config.json, or its folder")
    .option('--meta <file>', 'paper: JSON with trainExamples, loraRank, family, parameters of each run')
    .option('--tokenizer <file>', 'paper: tokenizer.json to count the tokens of the dataset with')
    .option('--published [file]', 'paper: figures of others to stand beside (default: those of EdgeJSON)')
}

/** The paper that a command line asks for; null without `--paper`. */
export function paperOptions(
  reports: readonly RunReport[],
  options: PaperCommandOptions,
): PaperOptions | null {
  if (options.paper === undefined) return null
  return {
    reports,
    outDir: options.paper,
    datasetFile: options.dataset ?? null,
    trainingLogs: options.trainingLog ?? [],
    trainingConfigs: options.trainingConfig ?? [],
    modelConfig: options.modelConfig ?? null,
    meta: options.meta ?? null,
    tokenizer: options.tokenizer ?? null,
    published: options.published === true ? PUBLISHED_FIGURES : (options.published ?? null),
  }
}

/** What a person wants to know after {@link PaperOptions} were carried out; lines for a terminal. */
export function paperSummary(result: PaperResult): string {
  return `${result.outDir}: ${result.written.length} files\n`
}

const PUBLISHED_FIGURES = ''
