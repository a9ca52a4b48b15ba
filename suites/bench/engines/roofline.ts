import type { Group, Machine } from './results.ts'

/** What the machine allows for one model, whatever the engine. */
export interface Roofline {
  /** One sequence, one token a step: every step reads all weights once. */
  readonly readTokensPerSecond: number | null
  /** Any batch: two operations for each parameter and token. */
  readonly fp32TokensPerSecond: number | null
  readonly int8TokensPerSecond: number | null
}

/**
 * The two bounds of a decoder: bytes of weights against memory, operations against arithmetic. Source: Williams,
 * Waterman & Patterson, Roofline (2009). Guesses that prove right beat the first: several tokens for one reading.
 */
export function roofline(group: Pick<Group, 'weightBytes' | 'parameters'>, machine: Machine): Roofline {
  const { weightBytes, parameters } = group
  const bound = (gops: number): number | null =>
    parameters === null ? null : (gops * 1e9) / (2 * parameters)
  return {
    readTokensPerSecond: weightBytes === null ? null : (machine.readGBps * 1e9) / weightBytes,
    fp32TokensPerSecond: bound(machine.fp32Gops),
    int8TokensPerSecond: bound(machine.int8Gops),
  }
}
