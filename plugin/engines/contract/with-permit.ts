import type { Semaphore } from '../../core/semaphore.ts'
import { type EngineResult, interruption } from './completions.ts'
import type { WorkClock } from './work-clock.ts'

/** Generates a completion once a permit is free; a request that is aborted before has no output. */
export async function withPermit(
  semaphore: Semaphore,
  signal: AbortSignal,
  clock: WorkClock,
  generate: () => Promise<EngineResult>,
): Promise<EngineResult> {
  // The permit of an aborted request is free after its last step.
  clock.wait()
  if (!(await semaphore.acquire(signal))) return { text: '', failure: interruption(signal) }
  try {
    clock.begin()
    return await generate()
  } finally {
    semaphore.release()
  }
}
