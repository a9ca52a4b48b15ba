import type { Contender, Group, Machine } from './results.ts'

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

/**
 * Share of the machine's fp32 arithmetic that a contender's tokens need, prompts included: 0 to 1, and above 1 only with
 * other numerics. Rejected draft tokens, attention and padding count as nothing. Null where something is not measured.
 */
export function fp32Share(
  { slices }: Pick<Contender, 'slices'>,
  { parameters }: Pick<Group, 'parameters'>,
  { fp32Gops }: Machine,
): number | null {
  let [seconds, tokens] = [0, 0]
  for (const slice of slices) {
    seconds += slice.seconds
    for (const { tokensIn, tokensOut } of slice.answers) tokens += tokensIn + tokensOut
  }
  return parameters === null || seconds === 0 ? null : (2 * parameters * tokens) / seconds / (fp32Gops * 1e9)
}
