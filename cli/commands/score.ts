import { type Command, Option } from 'commander'
import { integer } from '../../plugin/core/format.ts'
import { SCORING_MODES } from '../../plugin/records/scores.ts'
import { backtrackingOption } from '../option-values.ts'
import { runScore, type ScoreOptions } from './score/run-score.ts'

/** Adds `edgejson score IN OUT`. Exit code: 0 all lines scored, 1 broken lines, 2 (by the caller) for the rest. */
export function registerScore(command: Command): void {
  command
    .argument('<in>', 'JSONL file; - is standard input')
    .argument('<out>', 'the same lines with their score; - is standard output')
    .addOption(
      new Option('--mode <mode>', 'how JSON is extracted from a completion, and what is counted')
        .choices(SCORING_MODES)
        .default('lenient'),
    )
    .option(
      '--rules <file>',
      'JSON file {"rules": [...], "metric": "..."} with scoring rules for the lenient value (mode task) and an own metric; its modules run',
    )
    .option(
      '--schemas <dir>',
      'folder of JSON Schemas or "edgejson" for the packaged ones; for strict and lenient (default: the packaged ones, for the lines of EdgeJSON)',
    )
    .addOption(backtrackingOption())
    .option(
      '--reasoning-opened',
      'the prompts ended with <think>: completions begin within a block of reasoning',
    )
    .option('--keep-going', 'skip broken lines; the exit code is still 1')
    .action(async (input: string, output: string, options: ScoreOptions) => {
      const progress = lineCounter(process.stderr)
      const { summary, broken, problems } = await runScore(input, output, options, progress.show).finally(
        progress.clear,
      )
      for (const problem of problems) process.stderr.write(`[vitest-edgejson] ${problem}\n`)
      process.stderr.write(`${summary.format(options.rules === undefined ? options.mode : 'task')}\n`)
      if (broken > 0) process.exitCode = 1
    })
}

const REFRESH_MS = 250

/** Shows on a terminal how far a long run is; elsewhere it shows nothing. */
function lineCounter(stream: NodeJS.WriteStream): { show(lines: number): void; clear(): void } {
  let shownAt = performance.now()
  let shown = false
  return {
    show: (lines) => {
      if (!stream.isTTY || performance.now() - shownAt < REFRESH_MS) return
      shownAt = performance.now()
      shown = true
      stream.write(`\r${integer(lines)} lines`)
    },
    clear: () => {
      if (shown) stream.write('\r\u001b[K')
    },
  }
}
