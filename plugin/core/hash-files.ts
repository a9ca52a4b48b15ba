import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/**
 * SHA-256 (hex) of the bytes of the files, one after the other. For one file it equals the output of
 * `sha256sum`.
 *
 * @throws the error of Node (`ENOENT` …) for a file that cannot be read.
 */
export async function hashFiles(files: readonly (string | URL)[]): Promise<string> {
  const hash = createHash('sha256')
  for (const file of files) {
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk)
  }
  return hash.digest('hex')
}
