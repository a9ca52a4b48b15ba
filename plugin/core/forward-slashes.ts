import path from 'node:path'

/** A path with forward slashes, as messages and records have it on every system. */
export function forwardSlashes(file: string): string {
  return file.split(path.sep).join('/')
}
