import { EdgejsonError, errorMessage } from '../core/errors.ts'
import { quoted } from '../core/printable.ts'
import { hashPrompt } from '../dataset/index.ts'
import { chooseSample } from '../gate/latency/choose-sample.ts'
import type { Completion } from '../records/completion.ts'
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

/**
 * Runs a fixed sample again, sequentially after a warm-up, and keeps only the times: completions and
 * recordings do not change. The first example without output ends it, because a sample with a gap is not
 * comparable.
 *
 * @param engine the live one, not the one that records
 */
export async function measureLatency(
  engine: Engine,
  examples: readonly SampleSource[],
  settings: Pick<LatencySettings, 'sample' | 'warmUp'>,
): Promise<LatencyRecord> {
  const { warmUp, sample } = chooseSample(examples, settings.sample, settings.warmUp)
  const timings: SampleTiming[] = []
  try {
    for (const example of warmUp) await timed(engine, example)
    for (const example of sample) timings.push(await timed(engine, example))
  } catch (error) {
    return { status: 'failed', reason: errorMessage(error), warmUp: warmUp.length, timings: [] }
  }
  return { status: 'measured', reason: null, warmUp: warmUp.length, timings }
}

async function timed(engine: Engine, example: SampleSource): Promise<SampleTiming> {
  // The run has prefilled the same prompts before.
  const request: CompletionRequest = { ...example.request(), prefixCaching: false }
  const asked = performance.now()
  const [completion] = await engine.generate([request])
  const elapsed = performance.now() - asked
  const problem = problemOf(completion)
  if (completion === undefined || problem !== null) {
    throw new EdgejsonError(
      'ENGINE_FAILED',
      `the latency sample has no output for ${quoted(example.id)}: ${problem ?? 'no completion'}`,
    )
  }
  const { tokensIn, tokensOut, timings } = completion
  return {
    id: example.id,
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
