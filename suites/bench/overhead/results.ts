/** What the bench saves. JSON-safe; null is "not measured", never 0. */
export interface OverheadFile {
  readonly kind: 'overhead'
  readonly version: 1
  readonly started: string
  readonly commit: string | null
  /** Without the folders of this machine. */
  readonly command: string
  readonly node: string
  readonly cpu: string
  /** Load average of the last minute before the first contender started. */
  readonly loadAverage: number
  /** How often each contender ran; the median counts. */
  readonly runs: number
  readonly limitSeconds: number
  readonly counts: readonly CountResult[]
}

/** All contenders on as many examples. */
export interface CountResult {
  readonly examples: number
  readonly contenders: readonly Measurement[]
}

export interface Measurement {
  readonly name: string
  readonly version: string | null
  /** Median wall time, from the start of the process to its end. */
  readonly seconds: number | null
  /** Median processor time of all its processes; null where there is no /proc. */
  readonly cpuSeconds: number | null
  /** Largest resident memory of all its processes at one moment, of all runs; null where there is no /proc. */
  readonly peakMiB: number | null
  /** Share of the processors that others had in its worst run, 0 to 1; null where there is no /proc. */
  readonly disturbed: number | null
  /** Why there are no seconds. */
  readonly missing: string | null
}
