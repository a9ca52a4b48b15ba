import { statSync } from 'node:fs'
import { type DatasetIndexResult, indexDataset, loadSchemas, type SchemaRegistry } from '../dataset/index.ts'
import { EdgejsonError } from '../model/errors.ts'
import type { ModuleSpec } from '../model/module-spec.ts'
import { quoted } from '../model/printable.ts'
import type { DatasetSettings, ProjectSettings } from '../model/project-settings.ts'
import type { IndexedLine } from './generate-module.ts'
import { parsePart } from './parts.ts'

/** Ids, line numbers and tags of the configured datasets, read when asked and again when a file has changed. */
export class DatasetIndex {
  readonly #settings: ProjectSettings
  readonly #cache = new Map<string, { stamp: string; index: DatasetIndexResult }>()
  #registry: SchemaRegistry | undefined

  constructor(settings: ProjectSettings) {
    this.#settings = settings
  }

  /** The dataset with this path, as Vite writes paths. */
  find(file: string): DatasetSettings | undefined {
    return this.#settings.datasets.find((dataset) => slashed(dataset.file) === slashed(file))
  }

  /** True for a module id of ours. */
  has(id: string): boolean {
    return this.find(parsePart(id).file) !== undefined
  }

  /** Throws BAD_DATASET for a file that is not there, before Vitest would say "no test files found". */
  checkFiles(): void {
    for (const { file } of this.#settings.datasets) {
      const stats = statSync(file, { throwIfNoEntry: false })
      if (stats?.isFile()) continue
      throw new EdgejsonError(
        'BAD_DATASET',
        `the dataset ${quoted(file)} ${stats ? 'is not a file' : 'does not exist'}; ` +
          'check the option datasets or the variable EDGEJSON_DATASET.',
      )
    }
  }

  /** Every complexity, schema and style of the datasets: the names that `--tags-filter` takes. */
  tags(): string[] {
    const tags = this.#settings.datasets.flatMap((dataset) =>
      this.#index(dataset).entries.flatMap((entry) => tagsOf(entry)),
    )
    return [...new Set(tags)].sort()
  }

  /** What the test module of a dataset, or of one shard's part of it, consists of. */
  read(
    dataset: DatasetSettings,
    part: readonly [number, number] | null,
  ): { spec: ModuleSpec; lines: IndexedLine[] } {
    const { entries, problems, sha256 } = this.#index(dataset)
    const all: IndexedLine[] = [
      ...entries.map((entry) => ({ line: entry.line, id: entry.id, tags: tagsOf(entry) })),
      ...problems.map(({ line }) => ({ line, id: null, tags: [] })),
    ].sort((a, b) => a.line - b.line)
    const limited = this.#settings.limit === null ? all : all.slice(0, this.#settings.limit)
    const lines = part === null ? limited : limited.filter((_, index) => index % part[1] === part[0] - 1)
    const chosen = new Set(lines.map(({ line }) => line))
    return {
      lines,
      spec: {
        dataset: this.#settings.datasets.indexOf(dataset),
        sha256,
        examples: all.length,
        part,
        problems: Object.fromEntries(
          problems.filter(({ line }) => chosen.has(line)).map(({ line, message }) => [line, message]),
        ),
      },
    }
  }

  #index({ file, path: label }: DatasetSettings): DatasetIndexResult {
    const { mtimeMs, size } = statSync(file)
    const stamp = `${mtimeMs}:${size}`
    const known = this.#cache.get(file)
    if (known?.stamp === stamp) return known.index
    this.#registry ??= loadSchemas(this.#settings.schemasDir ?? undefined)
    const index = indexDataset(file, { label, fields: this.#settings.fields, schemas: this.#registry })
    this.#cache.set(file, { stamp, index })
    return index
  }
}

function tagsOf(entry: {
  complexity: string | null
  schemaId: string | null
  source: string | null
}): string[] {
  return [...new Set([entry.complexity, entry.schemaId, entry.source])].filter(isTagName)
}

/** Vitest reads `and`, `or`, `not`, `&`, `|`, `!`, `*` and brackets in a filter as syntax, and refuses such tags. */
function isTagName(tag: string | null): tag is string {
  return tag !== null && /^[\w.-]+$/.test(tag) && !/^(?:and|or|not)$/i.test(tag)
}

function slashed(file: string): string {
  return file.replaceAll('\\', '/')
}
