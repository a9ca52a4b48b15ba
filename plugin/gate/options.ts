import type { GateOptions } from '../records/settings.ts'
import { DEFAULT_RULE } from '../stats/decision-rule.ts'

/** The gate's options where the user sets none. */
export const DEFAULT_GATE: Required<GateOptions> = {
  ...DEFAULT_RULE,
  maxErrors: 0,
  failOn: [],
}

/** The options with the defaults in place of what is missing or undefined. */
export function gateOptions(options: GateOptions = {}): Required<GateOptions> {
  return {
    alpha: options.alpha ?? DEFAULT_GATE.alpha,
    minEffect: options.minEffect ?? DEFAULT_GATE.minEffect,
    maxErrors: options.maxErrors ?? DEFAULT_GATE.maxErrors,
    failOn: options.failOn ?? DEFAULT_GATE.failOn,
  }
}
