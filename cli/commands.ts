import type { Command } from 'commander'

/** A command of `edgejson`; what it needs is loaded when it is called, or its help is. */
export interface CommandEntry {
  readonly name: string
  readonly description: string
  /** Loads the function that gives the command its arguments, options and action. */
  readonly load: () => Promise<(command: Command) => void>
}

/** In the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'generate',
    description: 'write examples from a seed: the two splits of the benchmark, or a stream of any number',
    load: async () => (await import('./commands/generate.ts')).registerGenerate,
  },
  {
    name: 'validate',
    description:
      'validate a dataset: lines, ids, schemas, sums, values in prompts, lengths, leakage from another file',
    load: async () => (await import('./commands/validate.ts')).registerValidate,
  },
  {
    name: 'import',
    description: 'completions and gold values from files of other tools: openai-batch, lm-eval, bfcl',
    load: async () => (await import('./commands/import.ts')).registerImport,
  },
  {
    name: 'score',
    description: 'score completions: JSONL lines with "expected" and "output" get a "score"',
    load: async () => (await import('./commands/score.ts')).registerScore,
  },
  {
    name: 'merge',
    description: 'merge the shards of a run, of any size: verdict, reports and baseline of all of them',
    load: async () => (await import('./commands/merge.ts')).registerMerge,
  },
  {
    name: 'report',
    description: 'reports from run records: summary, HTML, Markdown, CSV, JSONL, JUnit, JSON, a paper',
    load: async () => (await import('./commands/report.ts')).registerReport,
  },
  {
    name: 'show',
    description: 'show one example of a run: prompt as rendered, expected value, output, differences, scores',
    load: async () => (await import('./commands/show.ts')).registerShow,
  },
  {
    name: 'compare',
    description: 'compare runs of one dataset: paired tests, intervals, non-inferiority, ranks with ties',
    load: async () => (await import('./commands/compare.ts')).registerCompare,
  },
  {
    name: 'switches',
    description: 'measure precisions and constraints of a model: paired differences, non-inferiority, advice',
    load: async () => (await import('./commands/switches.ts')).registerSwitches,
  },
  {
    name: 'leaderboard',
    description: 'make a page, JSON and badges from run reports, scored again from their completions',
    load: async () => (await import('./commands/leaderboard.ts')).registerLeaderboard,
  },
  {
    name: 'accept',
    description: 'accept changed examples into the baseline, but no losses of unchanged ones',
    load: async () => (await import('./commands/accept.ts')).registerAccept,
  },
  {
    name: 'energy',
    description: 'measure the energy of a command: joules gross and net of the idle machine',
    load: async () => (await import('./commands/energy.ts')).registerEnergy,
  },
]
