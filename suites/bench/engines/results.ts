/** What the bench saves. JSON-safe; null is "not measured", never 0. */
export interface BenchFile {
  readonly version: 1
  readonly groups: readonly Group[]
  readonly machine: Machine | null
}

/** Contenders that answered the same prompts on the same weights. */
export interface Group {
  /** The model's folder name and dtype. */
  readonly name: string
  readonly model: string
  readonly dtype: string
  /** Bytes of the weights file that all ONNX contenders read. */
  readonly weightBytes: number | null
  readonly parameters: number | null
  readonly dataset: string
  /** Asked, and in the whole file. */
  readonly examples: number
  readonly datasetExamples: number
  /** The examples are those with the shortest prompts; otherwise a sample by the seed. */
  readonly shortest?: boolean
  readonly seed: number
  readonly maxNewTokens: number
  /** `eos`: the model's end token or the limit. `limit`: the end token is ignored, so that all write alike much. */
  readonly stop: 'eos' | 'limit'
  readonly started: string
  /** Without the folders of this machine. */
  readonly command: string
  readonly commit: string | null
  /** Load average of the last minute before the first contender was loaded. */
  readonly loadAverage: number
  /** Name of the CPU; absent where it is the one of {@link BenchFile.machine}, as in files without this field. */
  readonly cpu?: string
  readonly threads: number
  readonly contenders: readonly Contender[]
}

export interface Contender {
  readonly name: string
  readonly kind: ContenderKind
  readonly engine: string | null
  readonly version: string | null
  /** How matrix products are computed; null where the contender does not say. */
  readonly numerics?: string | null
  readonly notes: readonly string[]
  /** From the start of its process until it could answer. */
  readonly loadSeconds: number | null
  /** Largest resident memory of its process and those below it. */
  readonly peakMiB: number | null
  /** In the order in which all contenders got them; one that ran out of time has fewer. */
  readonly slices: readonly Slice[]
  /** Why there is nothing, or not all of it. */
  readonly missing: string | null
}

export type ContenderKind = 'ours' | 'ours-variant' | 'peer'

export interface Slice {
  readonly seconds: number
  /** Share of the machine's processor time that went to others meanwhile, 0 to 1; null where there is no /proc. */
  readonly disturbed: number | null
  /** Processor time of the contender's own, waiting by spinning included; null where there is no /proc. */
  readonly cpuSeconds: number | null
  readonly answers: readonly Answer[]
}

export interface Answer {
  readonly id: string
  /** SHA-256 of the text, the first 16 hex digits. */
  readonly hash: string
  readonly tokensIn: number
  readonly tokensOut: number
  readonly queueMs: number | null
  readonly firstTokenMs: number
  readonly decodeMs: number
  readonly exactOfficial: boolean
  readonly exactLenient: boolean
}

/** What the machine can do at most, as measured by onnxruntime-node with the same threads. */
export interface Machine {
  readonly cpu: string
  readonly threads: number
  readonly memoryGiB: number
  readonly node: string
  /** Product of a vector and a matrix of floats that fits no cache: bytes of weights a second. */
  readonly readGBps: number
  /** Product of two matrices of floats; a multiplication and an addition are two operations. */
  readonly fp32Gops: number
  /** Product of two matrices of bytes. */
  readonly int8Gops: number
  readonly loadAverage: number
}
