import type { TestProject, Vitest } from 'vitest/node'

const PART = /\?edgejson-part=(\d+)-(\d+)$/

/** Splits a module id into the dataset's file and the shard's part, `[1-based index, count]`. */
export function parsePart(id: string): { file: string; part: readonly [number, number] | null } {
  const match = PART.exec(id)
  const file = id.replace(/[?#].*$/, '')
  return { file, part: match ? [Number(match[1]), Number(match[2])] : null }
}

/**
 * Vitest shards by module, and one dataset is one module. With `--shard=i/n` every dataset therefore becomes n
 * modules, each with every n-th line; the ids stay distinct, so that merged blobs do not hide each other.
 */
export function splitForShards(vitest: Vitest, project: TestProject): void {
  const count = vitest.config.shard?.count
  if (count === undefined) return
  const glob = project.globTestFiles.bind(project)
  project.globTestFiles = async (filters) => {
    const found = await glob(filters)
    const parts = Array.from({ length: count }, (_, index) => `?edgejson-part=${index + 1}-${count}`)
    return { ...found, testFiles: found.testFiles.flatMap((file) => parts.map((part) => file + part)) }
  }
}
