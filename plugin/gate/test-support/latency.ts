import type { LatencyRecord, SampleTiming } from '../../records/latency.ts'
import type { LatencySettings } from '../../records/project-settings.ts'
import type { LatencyInput } from '../latency/decide.ts'
import { casesOf, runOf } from './run.ts'

/** An example that took 100 ms to its first token and 10 ms for each of 20 more. */
export function timing(id: string, overrides: Partial<SampleTiming> = {}): SampleTiming {
  return {
    id,
    prompt: `prompt of ${id}`,
    tokensIn: 100,
    tokensOut: 21,
    firstTokenMs: 100,
    decodeMs: 200,
    totalMs: 300,
    ...overrides,
  }
}

/** A measured sample of 20 examples whose times differ slightly, all multiplied by `factor`. */
export function measured(factor = 1, change: Partial<SampleTiming> = {}): LatencyRecord {
  const timings = Array.from({ length: 20 }, (_, index) => {
    const scale = factor * (1 + index / 100)
    return timing(`ex-${String(index).padStart(3, '0')}`, {
      firstTokenMs: 100 * scale,
      decodeMs: 200 * scale,
      totalMs: 300 * scale,
      ...change,
    })
  })
  return { status: 'measured', reason: null, warmUp: 2, timings }
}

export const LATENCY: LatencySettings = {
  machine: 'pi5-lab',
  sample: 20,
  warmUp: 2,
  margin: 0.1,
  fail: false,
}

/** The input of the latency gate for a complete run on `pi5-lab` without a baseline. */
export function latencyInput(overrides: Partial<LatencyInput> = {}): LatencyInput {
  return {
    run: runOf(casesOf(20, 20)),
    record: measured(),
    baseline: null,
    baselinePath: 'evals/test.edgejson.pi5-lab.latency.jsonl',
    update: 'new',
    settings: LATENCY,
    ...overrides,
  }
}
