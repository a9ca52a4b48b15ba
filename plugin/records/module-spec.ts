/** What a generated module knows about its dataset; written into it as a literal. */
export interface ModuleSpec {
  /** Index into `ProjectSettings.datasets`. */
  readonly dataset: number
  /** Of the file's content with LF at every line's end, hex. */
  readonly sha256: string
  /** Of the JSON Schemas at hand, hex. */
  readonly schemasSha256: string
  /** Examples in the whole file. */
  readonly examples: number
  /** `[1-based index, count]` of a shard's part; null for all of it. */
  readonly part: readonly [number, number] | null
  /** Index of `--shard`, which is not that of the part: Vitest deals modules out in an order of its own. Null without. */
  readonly shard: number | null
  /** Lines that cannot be used, with the reason: line number → message. */
  readonly problems: Readonly<Record<string, string>>
  /** One line for each schema that the examples name: a broken schema is found before a model is asked. */
  readonly schemaLines: readonly number[]
  /** What is to be said of the dataset, such as names of schemas that are not there. Safe to print. */
  readonly notes: readonly string[]
}

/** One line of a dataset as far as its test module needs it. */
export interface ModuleLine {
  /** 1-based line number in the file. */
  readonly line: number
  /** The test's: the example's id, or the place of a line that cannot be used. */
  readonly name: string
  readonly tags: readonly string[]
}

/** Lines in columns, for the module of a run: as objects, 100,000 of them make a module of 12 MB instead of 4. */
export interface ModuleTable {
  /** Of each test: its line number. */
  readonly lines: readonly number[]
  readonly names: readonly string[]
  /** Of each test: the index of its tags in {@link tagSets}. */
  readonly tagSetOf: readonly number[]
  /** The combinations of tags that occur. */
  readonly tagSets: readonly (readonly string[])[]
}
