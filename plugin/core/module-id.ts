const SHARD = /\?edgejson-shard=(\d+)-(\d+)$/

/**
 * Splits the module id of a dataset into the dataset's file, with forward slashes, and the shard's part,
 * `[1-based index, count]`. A file name may hold `?` and `#` itself.
 */
export function splitModuleId(id: string): { file: string; part: readonly [number, number] | null } {
  const match = SHARD.exec(id)
  const file = (match === null ? id : id.slice(0, match.index)).replaceAll('\\', '/')
  return { file, part: match === null ? null : [Number(match[1]), Number(match[2])] }
}

/** The module ids of a dataset's parts. */
export function moduleIdsOfShards(file: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${file}?edgejson-shard=${index + 1}-${count}`)
}
