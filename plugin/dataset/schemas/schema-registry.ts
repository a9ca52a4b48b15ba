import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { canonicalJson } from '../../core/json/canonical.ts'
import { isRecord, type JsonValue } from '../../core/json/json.ts'
import { packageInfo } from '../../core/package-info.ts'
import { described, quoted } from '../../core/printable.ts'
import { nearestName } from '../../core/schema/nearest-name.ts'
import type { Example } from '../../records/example.ts'

/** A JSON Schema as read from its file. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** One schema of a registry. */
export interface SchemaEntry {
  /** File name without `.json`. */
  readonly id: string
  /** Name of its folder (`simple`, `medium`, `complex`); null in a flat folder. */
  readonly complexity: string | null
  readonly schema: JsonSchema
  /** Its file; of a schema that is written in a dataset its name. */
  readonly file: string
}

/** Which lines the registry applies to, and where its files are. */
export interface RegistryOptions {
  /** Apply only to the benchmark's own lines, see {@link isEdgejsonLine}. Default false. */
  readonly ownLinesOnly?: boolean
  /** The folder that references may point to. Default none. */
  readonly folder?: string
}

/** The JSON Schemas of a folder, by name. */
export class SchemaRegistry {
  readonly #entries: ReadonlyMap<string, SchemaEntry>
  readonly #options: RegistryOptions
  #byUri: ReadonlyMap<string, SchemaEntry> | undefined
  /** Files of the folder that are not themselves schemas of examples, by path. */
  readonly #files = new Map<string, unknown>()

  constructor(entries: readonly SchemaEntry[], options: RegistryOptions = {}) {
    const byId = new Map<string, SchemaEntry>()
    for (const entry of entries) {
      const other = byId.get(entry.id)
      if (other !== undefined) {
        throw badSchema(
          entry.file,
          `has the same name as ${quoted(other.file, 300)}; a schema's file name must be unique.`,
        )
      }
      byId.set(entry.id, entry)
    }
    this.#entries = byId
    this.#options = options
  }

  /** True for the packaged schemas when none were chosen: they apply to the benchmark's own lines only. */
  get ownLinesOnly(): boolean {
    return this.#options.ownLinesOnly ?? false
  }

  /** Names of all schemas, sorted. */
  get ids(): readonly string[] {
    return [...this.#entries.keys()].sort()
  }

  /** SHA-256, hex, of all schemas by name, independent of formatting and key order. */
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

  /** The schema of an example: its own, or that of its name; undefined if it names none, or one that is not in the registry. */
  entryFor(example: Pick<Example, 'id' | 'schemaId' | 'schema'>): SchemaEntry | undefined {
    if (example.schemaId !== null && example.schema !== undefined)
      return { id: example.schemaId, complexity: null, schema: example.schema, file: example.schemaId }
    if (example.schemaId === null || (this.ownLinesOnly && !isEdgejsonLine(example))) return undefined
    return this.#entries.get(example.schemaId)
  }

  /** The name in the registry that is most similar to an unknown one; null if none is similar. */
  nearest(schemaId: string): string | null {
    return nearestName(schemaId, this.ids)
  }

  /**
   * The document with this URI: a schema by its `$id`, or a file in the folder at any depth. Undefined if
   * there is none.
   *
   * @throws {EdgejsonError} `BAD_SCHEMA` for a file that cannot be read, and for a `$id` that two schemas
   * have
   */
  document(uri: string): unknown {
    this.#byUri ??= byUri([...this.#entries.values()])
    return this.#byUri.get(uri)?.schema ?? this.#file(uri)
  }

  #file(uri: string): unknown {
    if (!uri.startsWith('file:')) return undefined
    const file = fileURLToPath(uri)
    const entry = [...this.#entries.values()].find((each) => path.resolve(each.file) === file)
    if (entry !== undefined) return entry.schema
    const { folder } = this.#options
    if (folder === undefined) return undefined
    const inside = path.relative(folder, file)
    if (inside.startsWith('..') || path.isAbsolute(inside)) return undefined
    if (!this.#files.has(file)) this.#files.set(file, existsSync(file) ? readJson(file) : undefined)
    return this.#files.get(file)
  }

  /**
   * `simple`, `medium`, `complex`, or the name of the folder; null if the schema is unknown or in no folder.
   */
  complexityOf(schemaId: string): string | null {
    return this.#entries.get(schemaId)?.complexity ?? null
  }
}

const packagedFolder: string = path.join(packageInfo.root, 'fixtures', 'edgejson', 'schemas')
let packaged: SchemaRegistry | undefined

/**
 * True for a line of the benchmark: its id is `edgejson_`, the name of its schema, and more. Another dataset
 * may use the same names (`invoice`) for its own schemas.
 */
export function isEdgejsonLine({ id, schemaId }: Pick<Example, 'id' | 'schemaId'>): boolean {
  return schemaId !== null && id.startsWith(`edgejson_${schemaId}_`)
}

/** The value of the option that selects the packaged schemas; see {@link openSchemas}. */
export const PACKAGED_SCHEMAS = 'edgejson'

let ownLines: SchemaRegistry | undefined

/**
 * The schemas of an option: a folder, `edgejson` for the packaged ones, or nothing. Without a value the
 * packaged schemas apply to the benchmark's own lines and to no others.
 *
 * @throws {EdgejsonError} `BAD_SCHEMA` as {@link loadSchemas}
 */
export function openSchemas(option: string | null | undefined): SchemaRegistry {
  if (option === PACKAGED_SCHEMAS) return loadSchemas()
  if (option !== null && option !== undefined) return loadSchemas(option)
  ownLines ??= readFolder(packagedFolder, true)
  return ownLines
}

/**
 * Loads every `*.json` of a folder and of its subfolders, whose names are complexities.
 *
 * @param folder default: the packaged schemas, which are read once.
 * @throws {EdgejsonError} `BAD_SCHEMA` if the folder contains no schemas or a file is not a JSON object.
 */
export function loadSchemas(folder?: string): SchemaRegistry {
  if (folder !== undefined) return readFolder(folder)
  packaged ??= readFolder(packagedFolder)
  return packaged
}

function readFolder(folder: string, ownLinesOnly = false): SchemaRegistry {
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
      `the folder ${quoted(folder, 300)} contains no JSON Schemas; it needs files such as contact_info.json, ` +
        'or folders named after complexities with such files in them.',
    )
  }
  return new SchemaRegistry(entries, { ownLinesOnly, folder: path.resolve(folder) })
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
  const schema = readJson(file)
  if (!isRecord(schema)) throw badSchema(file, `is ${described(schema)}; a JSON Schema must be an object.`)
  return { id: path.basename(file, '.json'), complexity, schema, file }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''))
  } catch (error) {
    throw badSchema(file, `cannot be read: ${errorMessage(error)}.`, error)
  }
}

/** Schemas by the URI of their `$id` (in draft-04, `id`). */
function byUri(entries: readonly SchemaEntry[]): Map<string, SchemaEntry> {
  const found = new Map<string, SchemaEntry>()
  for (const entry of entries) {
    const id = entry.schema.$id ?? entry.schema.id
    const base = pathToFileURL(entry.file).href
    if (typeof id !== 'string' || !URL.canParse(id, base)) continue
    const uri = new URL(id, base).href.replace(/#$/, '')
    const other = found.get(uri)
    if (other !== undefined)
      throw badSchema(
        entry.file,
        `has the same $id ${quoted(id)} as ${quoted(other.file, 300)}; a $id must be unique.`,
      )
    found.set(uri, entry)
  }
  return found
}

function badSchema(file: string, what: string, cause?: unknown): EdgejsonError {
  return new EdgejsonError('BAD_SCHEMA', `the schema ${quoted(file, 300)} ${what}`, { cause })
}
