import path from 'node:path'
import { writeChunks } from '../../../plugin/core/write-chunks.ts'
import { type Leaderboard, renderBadge, renderLeaderboardPage } from '../../../reporters/leaderboard/index.ts'
import { jsonText } from '../../output.ts'

/**
 * Writes page, JSON and badges of a board.
 *
 * @throws {EdgejsonError} `IO` when a file cannot be written.
 */
export async function writeBoard(board: Leaderboard, folder: string): Promise<void> {
  const files: readonly (readonly [string, string])[] = [
    ...board.entries.map((entry) => [entry.badge, renderBadge(entry)] as const),
    ['leaderboard.json', jsonText(board)],
    // Last, so that a page never shows more than its files hold.
    ['index.html', renderLeaderboardPage(board)],
  ]
  for (const [name, text] of files) await writeChunks(path.join(folder, name), [text])
}
