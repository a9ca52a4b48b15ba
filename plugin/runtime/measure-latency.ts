import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import { hashPrompt } from '../dataset/index.ts'
import { EnergyMeter, type EnergyMeterOptions } from '../energy/index.ts'
import { chooseSample } from '../gate/latency/choose-sample.ts'
import type { Completion } from '../records/completion.ts'
import type { EnergyRecord } from '../records/energy.ts'
import type { CompletionRequest, Engine } from '../records/engine.ts'
import { hasOutput } from '../records/finish-reason.ts'
import type { LatencyRecord, SampleTiming } from '../records/latency.ts'
import type { LatencySettings } from '../records/project-settings.ts'

/** An example of the dataset, with a function that renders its request. */
export interface SampleSource {
  readonly id: string
  readonly complexity: string | null
  request(): CompletionRequest
}

/** Nothing was measured, and why. */
export function latencySkipped(reason: string): LatencyRecord {
  return { status: 'skipped', reason, warmUp: 0, timings: [] }
}

/** What the sample was measured for. */
export interface SampleRecords {
  readonly latency: LatencyRecord
  /** Null where no energy was to be measured. */
  readonly energy: EnergyRecord | null
}

/**
 * Runs a fixed sample again, sequentially after a warm-up, and keeps only times and joules: completions and
 * recordings do not change. The first example without output ends it, because a sample with a gap is not
 * comparable. A probe that fails changes nothing of the times.
 *
 * @param engine the live one, not the one that records
 * @param energy what measures joules; the idle machine is measured before the warm-up
 */
export async function measureSample(
  engine: Engine,
  examples: readonly SampleSource[],
  settings: Pick<LatencySettings, 'sample' | 'warmUp'>,
  energy: EnergyMeterOptions | null = null,
): Promise<SampleRecords> {
  const { warmUp, sample } = chooseSample(examples, settings.sample, settings.warmUp)
  const meter = energy === null ? null : await EnergyMeter.open(energy)
  const timings: SampleTiming[] = []
  let failure: string | null = null
  try {
    for (const example of warmUp) await timed(engine, example, null)
    for (const example of sample) timings.push(await timed(engine, example, meter))
  } catch (error) {
    failure = errorMessage(error)
  }
  return {
    latency:
      failure === null
        ? { status: 'measured', reason: null, warmUp: warmUp.length, timings }
        : { status: 'failed', reason: failure, warmUp: warmUp.length, timings: [] },
    energy: meter?.record(failure) ?? null,
  }
}

async function timed(
  engine: Engine,
  example: SampleSource,
  meter: EnergyMeter | null,
): Promise<SampleTiming> {
  // The run has prefilled the same prompts before.
  const request: CompletionRequest = { ...example.request(), prefixCaching: false }
  const run = (): Promise<SampleTiming> => timedRequest(engine, request)
  return meter?.measure(run, ({ id, prompt, tokensOut }) => ({ id, prompt, tokensOut })) ?? run()
}

async function timedRequest(engine: Engine, request: CompletionRequest): Promise<SampleTiming> {
  const asked = performance.now()
  const [completion] = await engine.generate([request])
  const elapsed = performance.now() - asked
  const problem = problemOf(completion)
  if (completion === undefined || problem !== null) {
    throw new EdgejsonError(
      'ENGINE_FAILED',
      `the latency sample has no output for ${quoted(request.id)}: ${problem ?? 'no completion'}`,
    )
  }
  const { tokensIn, tokensOut, timings } = completion
  return {
    id: request.id,
    prompt: hashPrompt(request.prompt),
    tokensIn,
    tokensOut,
    firstTokenMs: duration(timings.firstTokenMs),
    decodeMs: duration(timings.decodeMs),
    // Sequential requests do not queue: if the engine reports no total time, the elapsed time is the same.
    totalMs: duration(timings.totalMs) ?? elapsed,
  }
}

function problemOf(completion: Completion | undefined): string | null {
  if (completion === undefined) return 'the engine gave no completion'
  if (completion.replayed) return 'it came from a recording'
  return hasOutput(completion) ? null : (completion.error?.message ?? completion.finishReason)
}

/** A broken clock measured nothing. */
function duration(ms: number | null): number | null {
  return ms !== null && Number.isFinite(ms) && ms >= 0 ? ms : null
}
