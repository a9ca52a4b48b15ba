import {
  type LineProblem,
  type LoadOptions,
  type OpenedDataset,
  openDataset,
  type SchemaRegistry,
  scanExamples,
} from '../dataset/index.ts'
import type { Example } from '../records/example.ts'

/** What many examples of a dataset have in common. */
export interface ExampleKind extends Pick<Example, 'complexity' | 'schemaId' | 'source' | 'slices'> {
  /** The JSON Schema that is found for them; null where none is. */
  readonly schema: string | null
  readonly hasExpected: boolean
}

/**
 * A dataset file without its texts: of each line that is not blank the number, the id and the kind of its example. An example is
 * read from the file when it is joined or checked.
 */
export class IndexedDataset {
  readonly sha256: string
  /** How many lines hold examples. */
  readonly examples: number
  /** Line numbers, ascending, of examples and of lines that hold none. */
  readonly lines: readonly number[]
  readonly problems: ReadonlyMap<number, LineProblem>
  readonly #file: string
  readonly #options: LoadOptions
  /** By the index of the line; empty for one that holds no example. */
  readonly #ids: string[] = []
  readonly #kindOf: Uint32Array
  readonly #kinds: ExampleKind[] = []
  #opened: OpenedDataset | undefined
  #lineOf: Map<string, number> | undefined

  /** @throws {EdgejsonError} as `loadDataset` does. */
  constructor(file: string, options: LoadOptions & { readonly schemas: SchemaRegistry }) {
    this.#file = file
    this.#options = options
    const lines: number[] = []
    const kindOf: number[] = []
    const kinds = new Map<string, number>()
    const { sha256, problems } = scanExamples(file, options, (example) => {
      const kind = kindOfExample(example, options.schemas)
      const key = JSON.stringify(Object.values(kind))
      let at = kinds.get(key)
      if (at === undefined) {
        at = this.#kinds.push(kind) - 1
        kinds.set(key, at)
      }
      lines.push(example.line)
      this.#ids.push(example.id)
      kindOf.push(at)
    })
    this.sha256 = sha256
    this.examples = lines.length
    this.problems = new Map(problems.map((each) => [each.line, each]))
    if (problems.length > 0) this.#insert(lines, kindOf)
    this.lines = lines
    this.#kindOf = Uint32Array.from(kindOf)
  }

  /** The id of the n-th line; empty where it holds no example. */
  id(index: number): string {
    return this.#ids[index] ?? ''
  }

  /** The kind of the example on the n-th line; undefined where it holds none. */
  kind(index: number): ExampleKind | undefined {
    return this.problems.has(this.lines[index] ?? 0) ? undefined : this.#kinds[this.#kindOf[index] ?? 0]
  }

  /** The kinds that occur. */
  get kinds(): readonly ExampleKind[] {
    return this.#kinds
  }

  /** The example on a line; undefined where it holds none. Cheapest in order. */
  example(line: number): Example | undefined {
    if (this.problems.has(line)) return undefined
    this.#opened ??= openDataset(this.#file, this.#options)
    return this.#opened.example(line)
  }

  /** The line of an example. */
  lineOf(id: string): number | undefined {
    if (this.#lineOf === undefined) {
      this.#lineOf = new Map()
      for (const [index, each] of this.#ids.entries()) this.#lineOf.set(each, this.lines[index] ?? 0)
    }
    return this.#lineOf.get(id)
  }

  /** Puts the lines without an example between the others. */
  #insert(lines: number[], kindOf: number[]): void {
    const all = lines.map((line, index) => ({ line, id: this.#ids[index] ?? '', kind: kindOf[index] ?? 0 }))
    for (const line of this.problems.keys()) all.push({ line, id: '', kind: 0 })
    all.sort((a, b) => a.line - b.line)
    for (const [index, { line, id, kind }] of all.entries()) {
      lines[index] = line
      this.#ids[index] = id
      kindOf[index] = kind
    }
  }
}

function kindOfExample(example: Example, schemas: SchemaRegistry): ExampleKind {
  const { complexity, schemaId, source, slices, expected } = example
  return {
    complexity,
    schemaId,
    source,
    ...(slices === undefined ? {} : { slices }),
    schema: schemaId === null ? null : (schemas.entryFor(example)?.id ?? null),
    hasExpected: expected !== undefined,
  }
}
