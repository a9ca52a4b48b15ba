/**
 * The data of the page's own script: written by embed/, read by client/. Rows are tuples and long texts are in a table
 * once, because a browser must open a file of ten thousand examples quickly.
 */
export interface PageData {
  readonly version: 1
  /** Statuses, to which `status` of a row points: name, mark and word. */
  readonly statuses: readonly (readonly [name: string, mark: string, word: string])[]
  /** Error classes, to which `errorClass` of a row points. */
  readonly errorClasses: readonly string[]
  /** Prompts, expected values and outputs, each once. */
  readonly texts: readonly string[]
  /** Indexes into `texts` of those that were cut, with their full length in UTF-16 units. */
  readonly cut: readonly (readonly [index: number, length: number])[]
  readonly runs: readonly PageRun[]
  /** Indexes of the runs that the examples are compared with at first: `[candidate, reference]`. */
  readonly compare: readonly [number, number] | null
}

export interface PageRun {
  readonly label: string
  /** Runs with the same number are runs of the same dataset, so that their examples can be compared. */
  readonly dataset: number
  /** Names to which the rows of this run point. */
  readonly schemas: readonly string[]
  readonly complexities: readonly string[]
  readonly sources: readonly string[]
  readonly cases: readonly PageCase[]
}

/** Index into a list of names or texts; -1 where there is none. */
export type Ref = number

export type PageCase = readonly [
  id: string,
  line: number,
  /** Index into `statuses`. */
  status: number,
  /** Index into `errorClasses`. */
  errorClass: Ref,
  schema: Ref,
  complexity: Ref,
  source: Ref,
  critical: 0 | 1,
  prompt: Ref,
  expected: Ref,
  output: Ref,
  /** Lenient FieldF1; null where nothing was scored. */
  f1: number | null,
  totalMs: number | null,
  /** Data that is shown only in an opened example. */
  detail: PageDetail,
]

export interface PageDetail {
  readonly finish?: string
  /** The kind of the completion in words, where it is not plain output text. */
  readonly kind?: string
  readonly tokens?: readonly [tokensIn: number | null, tokensOut: number | null]
  readonly firstTokenMs?: number
  readonly replayed?: true
  /** Strict, lenient, official, and task where there are scoring rules: `[parsed, exact, f1, compliance]`. */
  readonly scores?: readonly (readonly [0 | 1, 0 | 1, number, 0 | 1 | null])[]
  readonly differences?: readonly PageDifference[]
  /** The number of all differences; `differences` may contain fewer. */
  readonly differenceCount?: number
  readonly failure?: string
  readonly assertion?: readonly [passed: 0 | 1, message: string | null]
}

export type PageDifference = readonly [
  path: string,
  kind: string,
  expected: string | null,
  received: string | null,
]
