import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { EdgejsonError, errorMessage } from '../../../plugin/core/errors.ts'
import { integer } from '../../../plugin/core/format.ts'
import { quoted } from '../../../plugin/core/printable.ts'
import { openSchemas } from '../../../plugin/dataset/index.ts'
import { THINK_START } from '../../../plugin/extraction/reasoning.ts'
import type { ScoringMode } from '../../../plugin/records/scores.ts'
import type { LoadedScoring } from '../../../plugin/scoring/rules/load-scoring.ts'
import type { BacktrackingOption } from '../../option-values.ts'
import { isClosedPipe } from '../../output.ts'
import { isSameFile, openOutput } from './output-file.ts'
import { readLines, type TextLine } from './read-lines.ts'
import { readRules } from './read-rules.ts'
import { createLineScorer, type LineScorer } from './score-line.ts'
import { ScoreSummary } from './score-summary.ts'

export interface ScoreOptions extends BacktrackingOption {
  readonly mode: ScoringMode
  /** JSON file with scoring rules, which give the mode `task` in place of `lenient`, or an own metric. */
  readonly rules?: string
  /** Folder of JSON Schemas for `strict` and `lenient`; the packaged ones by default. */
  readonly schemas?: string
  /** Every prompt ended within a block of reasoning that `<think>` begins. Default false. */
  readonly reasoningOpened?: boolean
  /** Leave broken lines out instead of stopping at the first. Default false. */
  readonly keepGoing?: boolean
}

export interface ScoreOutcome {
  readonly summary: ScoreSummary
  /** Lines that could not be scored. */
  readonly broken: number
  /** What is wrong, `file:line: …`: the first problems, and what became of the output. */
  readonly problems: readonly string[]
}

/** Problems that are shown; all are counted. */
const MAX_PROBLEMS = 20

/**
 * Scores the lines of IN. OUT is written as a whole or, when IN cannot be scored as a whole, not at all.
 *
 * @param onLines called periodically with the number of lines done
 * @throws {EdgejsonError} `IO`, `BAD_ARGUMENT` or `BAD_SCHEMA` when there is nothing to work on
 */
export async function runScore(
  input: string,
  output: string,
  options: ScoreOptions,
  onLines: (lines: number) => void = () => {},
): Promise<ScoreOutcome> {
  if (input !== '-' && output !== '-' && (await isSameFile(input, output)))
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `IN and OUT are the same file, ${quoted(output)}: write the scores to another file, so that a failure loses nothing`,
    )
  if (options.mode === 'official' && options.schemas !== undefined)
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `--schemas ${quoted(options.schemas)} has no effect with --mode official: the official harness determines compliance ` +
        'by the expected value. Leave one of the two out.',
    )
  if (options.mode === 'official' && options.reasoningOpened === true)
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      '--reasoning-opened has no effect with --mode official: the official harness knows no reasoning. Leave one of the ' +
        'two out.',
    )
  if (options.mode !== 'lenient' && options.rules !== undefined)
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `--rules ${quoted(options.rules)} has no effect with --mode ${options.mode}: scoring rules compare the lenient value. ` +
        'Leave one of the two out.',
    )
  const scoring = options.rules === undefined ? null : await readRules(options.rules)
  const run = new ScoreRun(input, options, scoring)
  try {
    await run.write(output, onLines)
  } catch (error) {
    if (error instanceof EdgejsonError) throw error
    throw new EdgejsonError('IO', `${input} cannot be scored into ${output}: ${errorMessage(error)}`, {
      cause: error,
    })
  }
  return run.outcome(output)
}

/** Ends a run at its first broken line. */
class BrokenLineError extends Error {}

/** One pass over IN. */
class ScoreRun {
  private readonly summary = new ScoreSummary()
  private readonly problems: string[] = []
  private broken = 0
  private readonly input: string
  private readonly keepGoing: boolean
  private readonly score: LineScorer

  constructor(input: string, options: ScoreOptions, scoring: LoadedScoring | null) {
    this.input = input
    this.keepGoing = options.keepGoing ?? false
    this.score = createLineScorer({
      mode: options.mode,
      schemas: options.mode === 'official' ? null : openSchemas(options.schemas),
      backtrackingPatterns: options.backtrackingPattern ?? [],
      reasoningOpened: options.reasoningOpened === true ? THINK_START : undefined,
      scoring,
    })
  }

  async write(output: string, onLines: (lines: number) => void): Promise<void> {
    const target = openOutput(output)
    const source = this.input === '-' ? process.stdin : createReadStream(this.input)
    try {
      await pipeline(
        source,
        (bytes: AsyncIterable<Uint8Array>) => this.scoreAll(bytes, onLines),
        target.stream,
      )
      if (this.summary.lines > 0) target.commit()
      else await target.discard()
    } catch (error) {
      await target.discard()
      if (!(error instanceof BrokenLineError || (output === '-' && isClosedPipe(error)))) throw error
    }
  }

  outcome(output: string): ScoreOutcome {
    const { summary, broken, keepGoing } = this
    const problems = [...this.problems]
    if (broken > problems.length)
      problems.push(`… and ${integer(broken - problems.length)} more broken lines`)
    if (summary.lines === 0 && broken === 0) problems.push(`${this.input} contains no line to score`)
    if (broken > 0 && !(keepGoing && summary.lines > 0))
      problems.push(
        `${output} was not written${keepGoing ? '' : '; --keep-going scores the lines that can be scored'}`,
      )
    else if (broken > 0) problems.push(`lines left out of ${output}: ${integer(broken)}`)
    return { summary, broken: summary.lines === 0 ? Math.max(broken, 1) : broken, problems }
  }

  private async *scoreAll(
    bytes: AsyncIterable<Uint8Array>,
    onLines: (lines: number) => void,
  ): AsyncGenerator<string> {
    for await (const lines of readLines(bytes)) {
      const scored = lines.map((line) => this.scoreLine(line)).join('')
      if (scored !== '') yield scored
      onLines(this.summary.lines)
    }
  }

  private scoreLine({ number, text }: TextLine): string {
    if (text?.trim() === '') return ''
    const scored = text === null ? { ok: false as const, problem: 'not UTF-8' } : this.score(text)
    if (scored.ok) {
      this.summary.add(scored.score)
      return `${scored.text}\n`
    }
    this.broken += 1
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(`${this.input}:${number}: ${scored.problem}`)
    if (!this.keepGoing) throw new BrokenLineError()
    return ''
  }
}
