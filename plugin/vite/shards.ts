import type { TestProject, Vitest } from 'vitest/node'
import { moduleIdsOfShards } from '../core/module-id.ts'

/**
 * Vitest shards by module, and one dataset is one module. With `--shard=i/n` every dataset therefore becomes
 * n modules, each with every n-th line. Their ids stay distinct, so that merged blobs do not hide each other.
 */
export function splitForShards(vitest: Vitest, project: TestProject): void {
  const count = vitest.config.shard?.count
  if (count === undefined) return
  const glob = project.globTestFiles.bind(project)
  project.globTestFiles = async (filters) => {
    const found = await glob(filters)
    return { ...found, testFiles: found.testFiles.flatMap((file) => moduleIdsOfShards(file, count)) }
  }
}
