import type { RunReport } from '../../../plugin/records/run-report.ts'
import { repeatRows } from '../repeat-rows.ts'
import { type Block, table } from './blocks.ts'
import { markdownCode } from './markdown-text.ts'

/** How far the repeats of an example agree; nothing for a run without repeats. */
export function repeatBlocks({ repeats: figures }: RunReport, rows: number): Block[] {
  if (figures === undefined) return []
  const { repeats, unstable } = figures
  return [
    `### ${repeats} repeats of each example`,
    table(
      ['', 'value', ''],
      repeatRows(figures).map(({ title, value, detail }) => [title, value, detail]),
    ),
    ...(unstable.length === 0
      ? []
      : [
          table(
            ['unstable example', 'right repeats'],
            unstable.map(({ id, right }) => [markdownCode(id, 120), `${right} of ${repeats}`]),
            { most: rows },
          ),
        ]),
  ]
}
