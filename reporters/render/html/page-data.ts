/**
 * What the page's own script reads: written by embed/, read by client/. Rows are tuples and long texts stand once in
 * a table, because ten thousand examples must fit into a file that a browser opens at once.
 */
export interface PageData {
  readonly version: 1
  /** What `status` of a row points to: name, mark and word. */
  readonly statuses: readonly (readonly [name: string, mark: string, word: string])[]
  /** What `errorClass` of a row points to. */
  readonly errorClasses: readonly string[]
  /** Prompts, expected values and answers, each once. */
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
  /** Names that the rows of this run point to. */
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
  answer: Ref,
  /** Lenient FieldF1; null where nothing was scored. */
  f1: number | null,
  totalMs: number | null,
  /** What only the opened example shows. */
  detail: PageDetail,
]

export interface PageDetail {
  readonly finish?: string
  /** What the completion is made of, in words, where it is no ordinary output text. */
  readonly kind?: string
  readonly tokens?: readonly [tokensIn: number | null, tokensOut: number | null]
  readonly firstTokenMs?: number
  readonly replayed?: true
  /** Strict, lenient, official: `[parsed, exact, f1, compliance]`. */
  readonly scores?: readonly (readonly [0 | 1, 0 | 1, number, 0 | 1 | null])[]
  readonly differences?: readonly PageDifference[]
  /** All differences, when `differences` holds fewer. */
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
