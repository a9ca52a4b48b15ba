import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { canonicalJson } from '../../model/canonical-json.ts'
import { EdgejsonError, errorMessage } from '../../model/errors.ts'
import { isRecord, type JsonValue } from '../../model/json.ts'
import { packageInfo } from '../../model/package-info.ts'
import { described, quoted } from '../../model/printable.ts'

/** A JSON Schema as read from its file. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** One schema of a registry. */
export interface SchemaEntry {
  /** File name without `.json`. */
  readonly id: string
  /** Name of the folder it lies in (`simple`, `medium`, `complex`); null in a flat folder. */
  readonly complexity: string | null
  readonly schema: JsonSchema
  readonly file: string
}

/** The JSON Schemas of a folder, by name. */
export class SchemaRegistry {
  readonly #entries: ReadonlyMap<string, SchemaEntry>

  constructor(entries: readonly SchemaEntry[]) {
    const byId = new Map<string, SchemaEntry>()
    for (const entry of entries) {
      const other = byId.get(entry.id)
      if (other !== undefined) {
        throw badSchema(
          entry.file,
          `has the name of ${quoted(other.file, 300)}; a schema's file name must be unique.`,
        )
      }
      byId.set(entry.id, entry)
    }
    this.#entries = byId
  }

  /** Names of all schemas, sorted. */
  get ids(): readonly string[] {
    return [...this.#entries.keys()].sort()
  }

  /** SHA-256, hex, of all schemas by name: the same for any formatting and order of keys. */
  get sha256(): string {
    const texts = this.ids.map((id) => [id, canonicalJson(this.get(id) as JsonValue)])
    return createHash('sha256').update(JSON.stringify(texts), 'utf8').digest('hex')
  }

  /** All schemas by name. */
  toRecord(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries([...this.#entries].map(([id, { schema }]) => [id, schema]))
  }

  /** The schema of this name. */
  get(schemaId: string): JsonSchema | undefined {
    return this.#entries.get(schemaId)?.schema
  }

  /** The schema of this name with its file and complexity. */
  entry(schemaId: string): SchemaEntry | undefined {
    return this.#entries.get(schemaId)
  }

  /** `simple`, `medium`, `complex`, or the name of the folder; null when the schema is unknown or lies in no folder. */
  complexityOf(schemaId: string): string | null {
    return this.#entries.get(schemaId)?.complexity ?? null
  }
}

const packagedFolder: string = path.join(packageInfo.root, 'fixtures', 'edgejson', 'schemas')
let packaged: SchemaRegistry | undefined

/**
 * Loads every `*.json` of a folder and of the folders in it, whose names are taken for complexities.
 *
 * @param folder default: the packaged schemas, which are read once.
 * @throws {EdgejsonError} `BAD_SCHEMA` when the folder holds no schemas or a file is not a JSON object.
 */
export function loadSchemas(folder?: string): SchemaRegistry {
  if (folder !== undefined) return readFolder(folder)
  packaged ??= readFolder(packagedFolder)
  return packaged
}

function readFolder(folder: string): SchemaRegistry {
  const entries: SchemaEntry[] = []
  for (const child of list(folder)) {
    const file = path.join(folder, child.name)
    if (isSchemaFile(child.name)) entries.push(readSchema(file, null))
    else if (child.isDirectory()) {
      const names = list(file).map(({ name }) => name)
      for (const name of names.filter(isSchemaFile))
        entries.push(readSchema(path.join(file, name), child.name))
    }
  }
  if (entries.length === 0) {
    throw new EdgejsonError(
      'BAD_SCHEMA',
      `the folder ${quoted(folder, 300)} holds no JSON Schemas; it needs files such as contact_info.json, ` +
        'or folders named after complexities with such files in them.',
    )
  }
  return new SchemaRegistry(entries)
}

function isSchemaFile(name: string): boolean {
  return name.endsWith('.json') && !name.startsWith('.')
}

function list(folder: string): { name: string; isDirectory(): boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    throw new EdgejsonError('BAD_SCHEMA', `cannot read the folder of schemas: ${errorMessage(error)}.`, {
      cause: error,
    })
  }
}

function readSchema(file: string, complexity: string | null): SchemaEntry {
  let schema: unknown
  try {
    schema = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  } catch (error) {
    throw badSchema(file, `cannot be read: ${errorMessage(error)}.`, error)
  }
  if (!isRecord(schema)) throw badSchema(file, `is ${described(schema)}; a JSON Schema must be an object.`)
  return { id: path.basename(file, '.json'), complexity, schema, file }
}

function badSchema(file: string, what: string, cause?: unknown): EdgejsonError {
  return new EdgejsonError('BAD_SCHEMA', `the schema ${quoted(file, 300)} ${what}`, { cause })
}
