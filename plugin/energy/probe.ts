/** Energy between two moments, as a probe measured it. */
export interface EnergySpan {
  /** Joules, at least 0. */
  readonly joules: number
  /** Seconds between the two readings that the joules belong to. */
  readonly seconds: number
}

/** A measurement that has begun. */
export interface EnergyReading {
  /**
   * Ends the measurement.
   *
   * @throws {EdgejsonError} `IO` when a reading failed since the start
   */
  readonly stop: () => Promise<EnergySpan>
}

/** A source of energy readings on this machine. */
export interface EnergyProbe {
  /** What the figure covers, such as `1 CPU package`; printed with every figure. */
  readonly scope: string
  /**
   * Begins a measurement.
   *
   * @throws {EdgejsonError} `IO` when the probe cannot be read
   */
  readonly start: () => Promise<EnergyReading>
}
