import pc from 'picocolors'
import { f1, percent, percentInterval, plural } from '../../plugin/core/format.ts'
import { rankText } from '../render/comparison/words.ts'
import { alignRows, type Cell } from '../render/table.ts'
import { clip, wrap } from '../render/text.ts'
import type { Leaderboard, Refusal } from './types.ts'

/** Rows of each list at most; `leaderboard.json` has them all. */
const MOST = 20
/** Columns of the table besides the names. */
const FIGURES = 46

/** The board for a terminal, with every refusal and its reason. */
export function renderLeaderboardSummary(
  board: Leaderboard,
  options: { color: boolean; width?: number },
): string {
  const width = Math.max(60, options.width ?? 80)
  const color = pc.createColors(options.color)
  const { entries, rejected, leftOut, dataset } = board
  const head = ['rank', 'model', 'JSONExact', '95 % interval', 'FieldF1'].map(
    (text, column): Cell => ({ text, paint: color.dim, left: column === 1 }),
  )
  const rows = entries
    .slice(0, MOST)
    .map((entry): Cell[] => [
      { text: rankText(entry.rank), paint: color.bold },
      { text: clip(entry.label, width - FIGURES), left: true },
      { text: percent(entry.jsonExact), paint: color.bold },
      { text: percentInterval(entry.jsonExactInterval), paint: color.dim },
      { text: f1(entry.fieldF1) },
    ])
  const refused = (what: string, list: readonly Refusal[]): string[] => [
    ...list
      .slice(0, MOST)
      .flatMap(({ file, reason }) =>
        wrap(`${what} ${file.slice(-200)}: ${reason.slice(0, 400)}`, width - 3).map((line, index) =>
          index === 0 ? ` ${line}` : `   ${line}`,
        ),
      ),
    ...(list.length > MOST ? [`   … ${list.length - MOST} more ${what}`] : []),
  ]
  const checked = board.againstDataset
    ? 'scored again against the dataset'
    : 'scored again, without the dataset'
  const lines = [
    '',
    ` ${color.bold(color.cyan('EdgeJSON'))}  ${clip(dataset.name, 30)} · ${plural(dataset.examples, 'example')} · ${plural(entries.length, 'model')}`,
    `   ${color.dim(checked)}`,
    '',
    ...alignRows([head, ...rows]).map((line) => `   ${line}`),
    ...(entries.length > MOST ? [color.dim(`   … ${entries.length - MOST} more`)] : []),
    '',
    ...refused('rejected', rejected).map(color.red),
    ...refused('left out', leftOut).map(color.dim),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}
