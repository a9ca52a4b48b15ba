import { cpSync, mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs'
import path from 'node:path'

/**
 * Lays a model folder out as huggingface_hub stores it: the files are in `blobs`, named after their hashes, and the
 * snapshot contains links to them. Returns the snapshot.
 */
export function asHubCache(folder: string, cache: string): string {
  const blobs = path.join(cache, 'models--org--name/blobs')
  const snapshot = path.join(cache, 'models--org--name/snapshots/abc')
  mkdirSync(blobs, { recursive: true })
  cpSync(folder, snapshot, { recursive: true })
  const entries = readdirSync(snapshot, { recursive: true, withFileTypes: true })
  for (const [index, entry] of entries.filter((each) => each.isFile()).entries()) {
    const link = path.join(entry.parentPath, entry.name)
    const blob = path.join(blobs, index.toString(16).padStart(64, '0'))
    renameSync(link, blob)
    symlinkSync(path.relative(entry.parentPath, blob), link)
  }
  return snapshot
}
