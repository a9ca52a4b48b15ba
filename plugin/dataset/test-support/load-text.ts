import { afterAll } from 'vitest'
import { type LoadedDataset, loadDataset } from '../load/load-dataset.ts'
import { SchemaRegistry } from '../schemas/schema-registry.ts'
import { TemporaryFolder } from './temporary-folder.ts'

/** The schemas that texts of {@link textLoader} may name. */
export const twoSchemas: SchemaRegistry = new SchemaRegistry([
  { id: 'invoice', complexity: 'medium', schema: {}, file: 'medium/invoice.json' },
  { id: 'contact_info', complexity: 'simple', schema: {}, file: 'simple/contact_info.json' },
])

/** Loads the content of a file, named `data.jsonl` in every message. */
export type LoadText = (content: string | Uint8Array, fields?: Record<string, string>) => LoadedDataset

/** A folder for the tests of one file, removed after them, and a function that loads a text through it. */
export function textLoader(): { readonly folder: TemporaryFolder; readonly load: LoadText } {
  const folder = new TemporaryFolder()
  afterAll(() => folder.remove())
  return {
    folder,
    load: (content, fields) =>
      loadDataset(folder.write('data.jsonl', content), {
        schemas: twoSchemas,
        ...(fields ? { fields } : {}),
        label: 'data.jsonl',
      }),
  }
}
