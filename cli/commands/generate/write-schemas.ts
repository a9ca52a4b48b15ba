import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../../../plugin/core/errors.ts'
import { quoted } from '../../../plugin/core/printable.ts'
import { loadSchemas } from '../../../plugin/dataset/index.ts'
import { type SourceSchema, toJsonSchema } from '../../../plugin/generator/index.ts'

/**
 * Writes JSON Schemas into a folder, one file each, in folders by complexity as the packaged ones, which are written at
 * once: `edgejson validate --schemas` of this folder then knows every schema of the stream.
 *
 * @throws {EdgejsonError} `BAD_ARGUMENT` when the folder is a file, or holds something and `force` is not set;
 *   `IO` when a file cannot be written.
 */
export function schemaWriter(folder: string, force: boolean): (schema: SourceSchema) => void {
  if (existsSync(folder) && !force) refuseUnlessEmpty(folder)
  const write = (complexity: string, id: string, schema: unknown): void => {
    const file = path.join(folder, complexity, `${id}.json`)
    try {
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`)
    } catch (error) {
      throw new EdgejsonError('IO', `cannot write ${file}: ${errorMessage(error)}`, { cause: error })
    }
  }
  const packaged = loadSchemas()
  for (const id of packaged.ids) {
    const entry = packaged.entry(id)
    if (entry) write(entry.complexity ?? '.', id, entry.schema)
  }
  return ({ id, complexity, root, heading }) => write(complexity, id, toJsonSchema(root, heading))
}

function refuseUnlessEmpty(folder: string): void {
  if (!statSync(folder).isDirectory()) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `--schemas-out ${quoted(folder)} is a file; schemas need a folder`,
    )
  }
  if (readdirSync(folder).length === 0) return
  throw new EdgejsonError(
    'BAD_ARGUMENT',
    `--schemas-out ${quoted(folder)} is not empty; choose another folder, or write into it with --force`,
  )
}
