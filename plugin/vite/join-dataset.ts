import { loadDataset, loadSchemas } from '../dataset/index.ts'
import type { DatasetSettings, Example, ProjectSettings } from '../model/index.ts'

/** The dataset as reports need it: its examples by line. */
export function joinDataset(
  dataset: DatasetSettings,
  settings: ProjectSettings,
): { sha256: string; byLine: Map<number, Example> } {
  const { sha256, examples } = loadDataset(dataset.file, {
    label: dataset.path,
    fields: settings.fields,
    schemas: loadSchemas(settings.schemasDir ?? undefined),
  })
  return { sha256, byLine: new Map(examples.map((example) => [example.line, example])) }
}
