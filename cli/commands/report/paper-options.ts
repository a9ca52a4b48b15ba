import path from 'node:path'
import type { Command } from 'commander'
import { packageInfo } from '../../../plugin/core/package-info.ts'
import { printable } from '../../../plugin/core/printable.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { PaperResult } from './paper.ts'
import type { PaperOptions } from './paper-inputs.ts'

/** What the options of {@link addPaperOptions} leave in a command's options. */
export interface PaperCommandOptions {
  readonly paper?: string
  readonly dataset?: readonly string[]
  readonly trainingLog?: readonly string[]
  readonly trainingConfig?: readonly string[]
  readonly modelConfig?: string
  readonly meta?: string
  readonly tokenizer?: string
  readonly published?: boolean
  readonly publishedFrom?: string
  readonly figures?: boolean
}

/** Figures that others published of EdgeJSON, as this package carries them. */
export const PUBLISHED_FIGURES: string = path.join(packageInfo.root, 'fixtures', 'paper', 'published.json')

/** Adds `--paper DIR` and its inputs to a command. */
export function addPaperOptions(command: Command): Command {
  const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]
  return command
    .option('--paper <dir>', 'write the tables and figures of a paper into a folder')
    .option('--dataset <file>', 'paper: JSONL dataset, one per split (repeatable)', collect)
    .option('--training-log <[name=]file>', 'paper: JSONL log of a training (repeatable)', collect)
    .option('--training-config <[name=]file>', 'paper: JSON of hyper-parameters (repeatable)', collect)
    .option('--model-config <file>', "paper: a model's config.json, or its folder")
    .option('--meta <file>', 'paper: JSON with trainExamples, loraRank, family, parameters of each run')
    .option('--tokenizer <file>', 'paper: tokenizer.json to count the tokens of the dataset with')
    .option('--published', 'paper: add the published figures of EdgeJSON, marked as such')
    .option('--published-from <file>', 'paper: the same with figures from a JSON file')
    .option('--no-figures', 'paper: tables only; no plotting library is needed')
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
    published: options.publishedFrom ?? (options.published === true ? PUBLISHED_FIGURES : null),
    figures: options.figures ?? true,
  }
}

/** Summary of a paper that was written, as lines for a terminal. */
export function paperSummary({ outDir, written, omitted, warnings }: PaperResult): string {
  const lines = [
    `${printable(outDir, 300)}: ${written.length} files; README.md there lists them`,
    ...omitted.map(({ title, missing }) => `left out: ${title}; it needs ${missing}`),
    ...warnings.map((warning) => `warning: ${warning}`),
  ]
  return lines.map((line) => `${line}\n`).join('')
}
