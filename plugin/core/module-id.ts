const SHARD = /\?edgejson-shard=(\d+)-(\d+)$/

/**
 * Splits the module id of a dataset into the file of the dataset, with forward slashes, and its shard,
 * `[1-based index, count]`. The file name itself may contain `?` and `#`.
 */
export function splitModuleId(id: string): { file: string; part: readonly [number, number] | null } {
  const match = SHARD.exec(id)
  const file = (match === null ? id : id.slice(0, match.index)).replaceAll('\\', '/')
  return { file, part: match === null ? null : [Number(match[1]), Number(match[2])] }
}

/** The module ids of a dataset's shards. */
export function moduleIdsOfShards(file: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${file}?edgejson-shard=${index + 1}-${count}`)
}
