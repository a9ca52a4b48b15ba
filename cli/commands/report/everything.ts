import path from 'node:path'
import { EdgejsonError } from '../../../plugin/core/errors.ts'
import { printable } from '../../../plugin/core/printable.ts'
import { openSchemas } from '../../../plugin/dataset/index.ts'
import type { RunReport } from '../../../plugin/records/run-report.ts'
import type { GroupComparison } from '../../../reporters/compare/index.ts'
import { buildLeaderboard, verifySubmission } from '../../../reporters/leaderboard/index.ts'
import { renderComparison, renderComparisonMarkdown } from '../../../reporters/render/comparison/index.ts'
import { jsonText } from '../../output.ts'
import { createRescore, packagedDatasets, referenceDataset } from '../leaderboard/reference-datasets.ts'
import { writeBoard } from '../leaderboard/write-board.ts'
import type { Output, OutputOptions } from './outputs.ts'

/** A run as it was found: where it lies, and what it says. */
export interface FoundRun {
  readonly file: string
  readonly report: RunReport
}

/** Where everything of one command goes; what the command line names itself goes there instead. */
export function everythingIn(
  dir: string,
  runs: number,
): Required<OutputOptions> & { readonly paper: string } {
  const at = (name: string): string => path.join(dir, name)
  return {
    html: at('report.html'),
    markdown: at('report.md'),
    comment: at('comment.md'),
    csv: at('csv'),
    jsonl: at('cases.jsonl'),
    junit: at('junit.xml'),
    json: at(runs === 1 ? 'report.json' : 'reports.json'),
    paper: at('paper'),
  }
}

/** The comparisons as text, Markdown and JSON; those of a second dataset in files with a number. */
export function comparisonOutputs(dir: string, groups: readonly GroupComparison[]): Output[] {
  return groups.flatMap(({ comparison }, index) => {
    if (comparison === null) return []
    const base = path.join(dir, numbered('comparison', index))
    return [
      { target: `${base}.txt`, chunks: () => [renderComparison(comparison, { color: false })] },
      { target: `${base}.md`, chunks: () => [renderComparisonMarkdown(comparison)] },
      { target: `${base}.json`, chunks: () => [jsonText(comparison)] },
    ]
  })
}

/**
 * A board of each dataset that several runs share. Lines for a person: what was written, what was left out and why.
 *
 * @throws {EdgejsonError} `IO` when a file cannot be written, `BAD_DATASET` or `BAD_SCHEMA` for broken inputs.
 */
export async function writeBoards(
  dir: string,
  runs: readonly FoundRun[],
  groups: readonly GroupComparison[],
  datasets: readonly string[],
): Promise<string[]> {
  const schemas = openSchemas(null)
  const rescore = createRescore(schemas)
  const given = datasets.map((file) => referenceDataset(file, schemas, null))
  const packaged = packagedDatasets(schemas)
  const referenceOf = (sha256: string) => given.find((each) => each.sha256 === sha256) ?? packaged(sha256)
  const lines: string[] = []
  for (const [index, { indexes }] of groups.entries()) {
    const folder = path.join(dir, numbered('leaderboard', index))
    const outcomes = indexes.flatMap((at) => {
      const run = runs[at]
      if (run === undefined) return []
      const { file, report } = run
      return verifySubmission(file, report, { rescore, reference: referenceOf(report.dataset.sha256) })
    })
    const refused = (as: 'rejected' | 'leftOut') =>
      outcomes.flatMap((outcome) => (!outcome.ok && outcome.as === as ? [outcome.refusal] : []))
    const verified = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.run] : []))
    try {
      const board = buildLeaderboard(verified, { rejected: refused('rejected'), leftOut: refused('leftOut') })
      await writeBoard(board, folder)
      lines.push(`written: ${path.join(folder, 'index.html')}, leaderboard.json, badges`)
      for (const { file, reason } of [...board.rejected, ...board.leftOut])
        lines.push(`not on the leaderboard: ${file}: ${reason}`)
    } catch (error) {
      if (!(error instanceof EdgejsonError) || error.code !== 'BAD_ARGUMENT') throw error
      lines.push(leftOut('leaderboard', error))
    }
  }
  return lines.map((line) => printable(line))
}

/** What a person reads of a part that could not be made. */
export function leftOut(part: string, error: EdgejsonError): string {
  return `left out: ${part}; ${error.message.replace(/^\[vitest-edgejson\] /, '')}`
}

function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}-${index + 1}`
}
