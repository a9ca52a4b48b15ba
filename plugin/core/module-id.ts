const SHARD = /\?edgejson-shard=(\d+)-(\d+)$/
/** Vite turns the module of a `.json` file into an object, whatever a plugin loaded, unless the id has the query `raw`. */
const RAW = '#?raw'

/**
 * Splits the module id of a dataset into the file of the dataset, with forward slashes, and its shard,
 * `[1-based index, count]`. The file name itself may contain `?` and `#`.
 */
export function splitModuleId(id: string): { file: string; part: readonly [number, number] | null } {
  const given = id.endsWith(RAW) ? id.slice(0, -RAW.length) : id
  const match = SHARD.exec(given)
  const file = (match === null ? given : given.slice(0, match.index)).replaceAll('\\', '/')
  return { file, part: match === null ? null : [Number(match[1]), Number(match[2])] }
}

/** The module ids of a dataset's shards. */
export function moduleIdsOfShards(file: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${file}?edgejson-shard=${index + 1}-${count}`)
}

/** The module id under which Vite leaves the code of a dataset as it is. */
export function rawModuleId(id: string): string {
  return /\.json(?:\?|$)/.test(id) && !id.endsWith(RAW) ? `${id}${RAW}` : id
}
