/** Weights of leaves: with weights of 1, their numbers. */
export interface LeafWeights {
  readonly correct: number
  readonly received: number
  readonly expected: number
  /** Nothing is wrong, missing or unexpected. */
  readonly exact: boolean
  /** No required value is missing or wrong. */
  readonly requiredMet: boolean
}

/** Weight of what is wrong. */
export function wrongWeight({ correct, received, expected }: LeafWeights): number {
  return expected + received - 2 * correct
}
