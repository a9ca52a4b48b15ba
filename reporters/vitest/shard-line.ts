import { printable } from '../../plugin/core/printable.ts'
import type { ShardResult } from './shard-recorder.ts'

/** As CI systems set it; Vitest's update mode `none` says the same for those that do not. */
export function isCi({ CI }: Readonly<Record<string, string | undefined>>): boolean {
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0'
}

/** What a shard of a project says: its cases are written, and the merge is judged. */
export function shardLine(
  project: string,
  { dataset, ran, examples }: Pick<ShardResult, 'dataset' | 'ran' | 'examples'>,
  file: string,
  index: number,
  count: number,
): string {
  return (
    ` EdgeJSON  ${printable(project)} · ${printable(dataset.path)}: ${ran} of ${examples} examples, ` +
    `not gated: shard ${index}/${count} (edgejson merge judges ${printable(file)} with those of all shards)`
  )
}
