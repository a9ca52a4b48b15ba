import type { Shot } from './prompt-frame.ts'

/** The data of a generated module about its dataset, written into it as a literal. */
export interface ModuleSpec {
  /** Index into `ProjectSettings.datasets`. */
  readonly dataset: number
  /** SHA-256, hex, of the file's content with LF line ends. */
  readonly sha256: string
  /** SHA-256, hex, of the available JSON Schemas. */
  readonly schemasSha256: string
  /** Examples in the whole file. */
  readonly examples: number
  /** Shard of the dataset, `[1-based index, count]`; null for all of it. */
  readonly part: readonly [number, number] | null
  /**
   * Index of `--shard`, which may differ from the index in `part`: Vitest distributes modules in its own
   * order. Null without.
   */
  readonly shard: number | null
  /** Lines that cannot be used, with the reason: line number → message. */
  readonly problems: Readonly<Record<string, string>>
  /**
   * One line for each schema that the examples name, so that a broken schema is found before the first
   * request.
   */
  readonly schemaLines: readonly number[]
  /** The few-shot examples of the project. */
  readonly shots: readonly Shot[]
  /** Notes on the dataset, such as names of missing schemas. Safe to print. */
  readonly notes: readonly string[]
}

/** The part of a dataset line that its test module needs. */
export interface ModuleLine {
  /** 1-based line number in the file. */
  readonly line: number
  /** The name of the test: the example's id, or the position of a line that cannot be used. */
  readonly name: string
  readonly tags: readonly string[]
}

/**
 * Lines as columns, for the module of a run. As objects, 100,000 of them make a module of 12 MB instead of 4.
 */
export interface ModuleTable {
  /** Of each test: its line number. */
  readonly lines: readonly number[]
  readonly names: readonly string[]
  /** Of each test: the index of its tags in {@link tagSets}. */
  readonly tagSetOf: readonly number[]
  /** The combinations of tags that occur. */
  readonly tagSets: readonly (readonly string[])[]
}
