import { closeSync, openSync, writeSync } from 'node:fs'
import path from 'node:path'
import { linesOfFile } from '../../../plugin/core/line-file.ts'
import { type ShardHeader, shardFileName } from '../../../plugin/records/shard-file.ts'

const BATCH = 1 << 20

/**
 * Writes the file of another shard with the cases of one that ran, under the ids and lines of its own part. A part has every n-th line
 * of the dataset.
 */
export function copyShard(file: string, index: number): void {
  let handle: number | undefined
  let batch: string[] = []
  let size = 0
  let offset = 0
  try {
    for (const bytes of linesOfFile(file)) {
      let text = bytes.toString('utf8')
      if (handle === undefined) {
        const header: ShardHeader = JSON.parse(text)
        const part = [index, header.part[1]] as const
        offset = index - header.part[0]
        handle = openSync(path.join(path.dirname(file), shardFileName(part)), 'w')
        text = JSON.stringify({
          ...header,
          part,
          meta: header.meta && { ...header.meta, part, shard: index },
        })
      } else {
        text = text
          .replace(
            /"id":"e(\d+)"/,
            (_, id: string) => `"id":"e${String(Number(id) + offset).padStart(id.length, '0')}"`,
          )
          .replace(/"line":(\d+)/, (_, line: string) => `"line":${Number(line) + offset}`)
      }
      batch.push(`${text}\n`)
      size += text.length
      if (size < BATCH) continue
      writeSync(handle, batch.join(''))
      batch = []
      size = 0
    }
    if (handle !== undefined) writeSync(handle, batch.join(''))
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}
