import path from 'node:path'
import { packageInfo } from '../../../plugin/core/package-info.ts'
import { type LoadOptions, loadDataset, type SchemaRegistry } from '../../../plugin/dataset/index.ts'
import { SchemaValidators, scoreBest } from '../../../plugin/scoring/index.ts'
import type { ReferenceDataset, Rescore } from '../../../reporters/leaderboard/index.ts'

/** Datasets that this package carries. */
const PACKAGED = ['test.jsonl', 'train.jsonl']

/**
 * The dataset of a file, for comparing what submissions say of it.
 *
 * @param gold file with the expected values, where they are not in the dataset
 */
export function referenceDataset(
  file: string,
  schemas: SchemaRegistry,
  fields: LoadOptions['fields'],
  gold: LoadOptions['gold'] = null,
): ReferenceDataset {
  const { sha256, examples } = loadDataset(file, {
    schemas,
    fields: fields ?? null,
    gold: gold ?? null,
  })
  return { sha256, examples: new Map(examples.map((example) => [example.id, example])) }
}

/** Finds a packaged dataset by its hash; they are read on demand. */
export function packagedDatasets(schemas: SchemaRegistry): (sha256: string) => ReferenceDataset | null {
  let known: readonly ReferenceDataset[] | null = null
  return (sha256) => {
    known ??= PACKAGED.map((name) =>
      referenceDataset(path.join(packageInfo.root, 'fixtures', 'edgejson', name), schemas, null),
    )
    return known.find((dataset) => dataset.sha256 === sha256) ?? null
  }
}

/** Scores completions again with these schemas, each compiled once. */
export function createRescore(
  schemas: SchemaRegistry,
  backtrackingPatterns: readonly string[] = [],
): Rescore {
  const validators = new SchemaValidators(schemas, { backtrackingPatterns })
  return ({ output, finishReason, reasoningOpened, acceptable, ...example }) =>
    scoreBest(acceptable, {
      output,
      finishReason,
      reasoningOpened,
      schema: validators.validatorFor(example),
    })
}
