import type { GateOptions } from '../../records/settings.ts'
import type { Verdict } from '../../records/verdict.ts'
import { gateOptions } from '../options.ts'

/**
 * The verdict on what happened outside {@link decide}: a baseline that cannot be read, an engine that never loaded.
 * Exit code 2.
 */
export function invalidVerdict(
  reason: string,
  notes: readonly string[] = [],
  options?: GateOptions,
): Verdict {
  const { alpha, minEffect } = gateOptions(options)
  return {
    state: 'invalid',
    reason,
    exitCode: 2,
    alpha,
    minEffect,
    baseline: null,
    comparison: null,
    fieldF1: null,
    compliance: null,
    examples: null,
    slices: [],
    thresholds: [],
    changed: [],
    notes,
  }
}
