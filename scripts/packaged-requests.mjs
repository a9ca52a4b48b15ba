// The first examples of the packaged test split as requests of an engine, with the official template and no time limit.
import { fileURLToPath } from 'node:url'
import { loadDataset } from '../dist.modules/plugin/dataset/load/load-dataset.js'
import { renderPrompt } from '../dist.modules/plugin/dataset/prompt-template.js'
import { openSchemas } from '../dist.modules/plugin/dataset/schemas/schema-registry.js'

const FILE = fileURLToPath(new URL('../fixtures/edgejson/test.jsonl', import.meta.url))

/** @param constrained whether each request has its example's schema as constraint */
export function packagedRequests(count, { maxNewTokens = 512, constrained = false } = {}) {
  const schemas = openSchemas(null)
  return loadDataset(FILE)
    .examples.slice(0, count)
    .map((example) => ({
      id: example.id,
      prompt: renderPrompt('official', example),
      maxNewTokens,
      stop: 'json_complete',
      timeoutMs: 3_600_000,
      ...(constrained
        ? { constraint: { schema: schemas.entryFor(example)?.schema ?? null, whiteSpace: 'spaced' } }
        : {}),
    }))
}
