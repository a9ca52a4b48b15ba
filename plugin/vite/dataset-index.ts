import { realpathSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { plural } from '../core/format.ts'
import { forwardSlashes } from '../core/forward-slashes.ts'
import { splitModuleId } from '../core/module-id.ts'
import { quoted } from '../core/printable.ts'
import {
  type LineProblem,
  loadShots,
  openSchemas,
  prepareDatasets,
  type SchemaRegistry,
  unknownSchemaNotes,
} from '../dataset/index.ts'
import { acceptableValues, type Example } from '../records/example.ts'
import type { ModuleLine, ModuleSpec } from '../records/module-spec.ts'
import type { DatasetSettings, ProjectSettings } from '../records/project-settings.ts'
import type { Shot } from '../records/prompt-frame.ts'
import { checkRulePaths } from './check-rule-paths.ts'
import { checkSlices, trackedNames } from './check-slices.ts'
import { type ExampleKind, IndexedDataset } from './indexed-dataset.ts'

/**
 * The configured datasets in the Vitest process, read on demand and again after a file has changed. One
 * reading gives the names of the tags and the test modules, and is joined to their results.
 */
export class DatasetIndex {
  readonly #settings: ProjectSettings
  readonly #loaded = new Map<string, { stamp: string; dataset: IndexedDataset }>()
  readonly #real = new Map<string, string | null>()
  #registry: SchemaRegistry | undefined
  #shots: { readonly stamp: string; readonly shots: readonly Shot[] } | undefined

  constructor(settings: ProjectSettings) {
    this.#settings = settings
  }

  /** The dataset with this path, as Vite writes paths, or with this path after resolving symbolic links. */
  find(file: string): DatasetSettings | undefined {
    const { datasets } = this.#settings
    return (
      datasets.find((dataset) => slashed(dataset.file) === slashed(file)) ??
      datasets.find((dataset) => this.#realFile(dataset) === slashed(file))
    )
  }

  /**
   * The module id of an import: Vite writes a file below the root without the root. Null for other modules.
   */
  moduleId(source: string): string | null {
    const below = slashed(this.#settings.root) + source
    return [source, below].find((id) => this.has(id)) ?? null
  }

  /** True for the module id of a dataset. */
  has(id: string): boolean {
    return this.find(splitModuleId(id).file) !== undefined
  }

  /**
   * Throws BAD_DATASET for a file that is missing or listed twice, before Vitest would report "no test files
   * found".
   */
  checkFiles(): void {
    const owners = new Map<string | null, string>()
    for (const dataset of this.#settings.datasets) {
      const { file } = dataset
      const stats = statsOf(file)
      if (stats?.isFile()) {
        const other = owners.get(this.#realFile(dataset))
        if (other !== undefined) throw sameFile(other, file)
        owners.set(this.#realFile(dataset), file)
        continue
      }
      throw new EdgejsonError(
        'BAD_DATASET',
        `the dataset ${quoted(file)} ${stats ? 'is not a file' : 'does not exist'}; ` +
          'check the option datasets or the variable EDGEJSON_DATASET.',
      )
    }
  }

  /** Reads what cannot be read without promises; once after each change of a file. */
  async prepare(): Promise<void> {
    const { datasets, gold, examples } = this.#settings
    const others = [gold, examples].flatMap((each) => (each === null ? [] : [each.file]))
    await prepareDatasets([...datasets.map(({ file }) => file), ...others])
  }

  /** Throws BAD_OPTION for a slice of `thresholds` or `gate.tracked` that no dataset has. */
  checkSlices(): void {
    const { thresholds, gate, datasets } = this.#settings
    const kinds = datasets.flatMap((dataset) => this.#load(dataset).kinds)
    checkSlices(thresholds, kinds)
    checkSlices(trackedNames(gate.tracked ?? {}), kinds, 'gate.tracked')
  }

  /** Throws BAD_OPTION for a scoring rule whose path no dataset has. */
  checkRulePaths(): void {
    const load = (dataset: DatasetSettings) => examplesOf(this.#load(dataset))
    const schemas = () => this.#schemas()
    function* subjects(datasets: readonly DatasetSettings[]) {
      for (const dataset of datasets)
        for (const example of load(dataset))
          for (const expected of acceptableValues(example))
            yield { expected, schema: schemas().entryFor(example)?.schema }
    }
    checkRulePaths(this.#settings.scoring, subjects(this.#settings.datasets))
  }

  /** Every complexity, schema, source and own slice of the datasets: the names for `--tags-filter`. */
  tags(): string[] {
    const tags = this.#settings.datasets.flatMap((dataset) =>
      this.#load(dataset).kinds.flatMap((kind) => tagsOf(kind)),
    )
    return [...new Set(tags)].sort()
  }

  /** The content of the test module of a dataset, or of one of its shards. */
  read(
    dataset: DatasetSettings,
    part: readonly [number, number] | null,
    shard: number | null = null,
  ): { spec: ModuleSpec; lines: ModuleLine[] } {
    const indexed = this.#load(dataset)
    const { limit } = this.#settings
    const count = limit === null ? indexed.lines.length : Math.min(limit, indexed.lines.length)
    const lines: ModuleLine[] = []
    const problems: Record<string, string> = {}
    const firstOf = new Map<string, number>()
    const kinds: (ExampleKind | undefined)[] = []
    for (let index = 0; index < count; index++) {
      const line = indexed.lines[index] ?? 0
      const kind = indexed.kind(index)
      kinds.push(kind)
      if (part !== null && index % part[1] !== part[0] - 1) continue
      const problem = indexed.problems.get(line)
      if (problem !== undefined) problems[line] = this.#problemText(problem, dataset)
      if (kind === undefined) lines.push({ line, name: `line ${line} (broken)`, tags: [] })
      else {
        lines.push({ line, name: indexed.id(index), tags: tagsOf(kind) })
        // One line for each schema that the examples use.
        if (kind.schema !== null && !firstOf.has(kind.schema)) firstOf.set(kind.schema, line)
      }
    }
    // All shards have the same notes, which are about the dataset; the merge shows each once.
    const run = kinds.filter((kind) => kind !== undefined)
    const notes = [...goldNotes(run), ...schemaNotes(run, this.#schemas())]
    return {
      lines,
      spec: {
        dataset: this.#settings.datasets.indexOf(dataset),
        sha256: indexed.sha256,
        schemasSha256: this.#schemas().sha256,
        examples: indexed.lines.length,
        part,
        shard,
        problems,
        schemaLines: [...firstOf.values()],
        shots: this.shots(),
        notes,
      },
    }
  }

  /** The few-shot examples; throws for a file that cannot be used, and for an example that is also tested. */
  shots(): readonly Shot[] {
    const { examples, fields, schema, root, datasets } = this.#settings
    if (examples === null) return []
    const stamp = [examples.file, ...datasets.map(({ file }) => file)].map(stampOf).join(' ')
    if (this.#shots?.stamp !== stamp) {
      const label = forwardSlashes(path.relative(root, examples.file))
      const tested = datasets.map((each) => ({ label: each.path, examples: examplesOf(this.#load(each)) }))
      const options = { label, fields, schema, schemas: this.#schemas() }
      this.#shots = { stamp, shots: loadShots(examples, options, tested) }
    }
    return this.#shots.shots
  }

  /** A dataset for reports. */
  join(dataset: DatasetSettings): IndexedDataset {
    return this.#load(dataset)
  }

  /** A message quotes the line, which the option `texts` may keep out of reports. */
  #problemText({ line, code, message }: LineProblem, { path: label }: DatasetSettings): string {
    return this.#settings.texts === 'all'
      ? message
      : `${label}:${line}: ${code} (the text is withheld; edgejson validate shows it)`
  }

  /** Null for a missing file. */
  #realFile({ file }: DatasetSettings): string | null {
    let real = this.#real.get(file)
    if (real === undefined) {
      real = statSync(file, { throwIfNoEntry: false }) ? slashed(realpathSync(file)) : null
      this.#real.set(file, real)
    }
    return real
  }

  #load({ file, path: label }: DatasetSettings): IndexedDataset {
    const { gold } = this.#settings
    const stamp = [file, ...(gold === null ? [] : [gold.file])].map(stampOf).join(' ')
    const known = this.#loaded.get(file)
    if (known?.stamp === stamp) return known.dataset
    const { fields, schema, goldValues } = this.#settings
    const options = { label, fields, schema, gold, goldValues, schemas: this.#schemas() }
    const dataset = new IndexedDataset(file, options)
    this.#loaded.set(file, { stamp, dataset })
    return dataset
  }

  #schemas(): SchemaRegistry {
    this.#registry ??= openSchemas(this.#settings.schemas)
    return this.#registry
  }
}

/** Changes with the file; a missing one is reported when it is read. */
function stampOf(file: string): string {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats === undefined ? 'missing' : `${stats.mtimeMs}:${stats.size}`
}

/** The examples of a dataset, one at a time. */
function* examplesOf(dataset: IndexedDataset): Generator<Example> {
  for (const line of dataset.lines) {
    const example = dataset.example(line)
    if (example !== undefined) yield example
  }
}

/** How many examples have no expected value: some may lack it by mistake. */
function goldNotes(examples: readonly ExampleKind[]): string[] {
  const alone = examples.filter(({ hasExpected }) => !hasExpected).length
  if (alone === 0) return []
  return [
    `${alone} of ${plural(examples.length, 'example')} without an expected value: scored on schema compliance alone (goldValues: 'optional').`,
  ]
}

/** A note for each schema name of the examples that has no schema. */
function schemaNotes(examples: readonly ExampleKind[], registry: SchemaRegistry): string[] {
  const unknown = new Map<string, number>()
  for (const example of examples) {
    if (example.schemaId === null || example.schema !== null) continue
    unknown.set(example.schemaId, (unknown.get(example.schemaId) ?? 0) + 1)
  }
  return unknownSchemaNotes(unknown, registry, examples.length)
}

function tagsOf({ complexity, schemaId, source, slices = {} }: ExampleKind): string[] {
  return [...new Set([complexity, schemaId, source, ...Object.values(slices)])].filter(isTagName)
}

/**
 * Vitest interprets `and`, `or`, `not`, `&`, `|`, `!`, `*` and brackets in a filter as syntax, and rejects
 * such tags.
 */
function isTagName(tag: string | null): tag is string {
  return tag !== null && /^[\w.-]+$/.test(tag) && !/^(?:and|or|not)$/i.test(tag)
}

/** @throws {EdgejsonError} `IO` for a path that cannot be followed, such as links in a circle */
function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch (error) {
    throw new EdgejsonError(
      'IO',
      `the dataset ${quoted(file)} cannot be read: ${errorMessage(error)}; ` +
        'check the option datasets or the variable EDGEJSON_DATASET.',
      { cause: error },
    )
  }
}

function sameFile(a: string, b: string): EdgejsonError {
  return new EdgejsonError(
    'BAD_DATASET',
    `the datasets ${quoted(a)} and ${quoted(b)} are one file behind symbolic links; name it once.`,
  )
}

function slashed(file: string): string {
  return file.replaceAll('\\', '/')
}
