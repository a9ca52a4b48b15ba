import { EdgejsonError } from '../core/errors.ts'
import type { MatcherResult } from './edgejson-matchers.ts'
import { isCompletion, requireOutput } from './subject.ts'

/**
 * Passes if the engine took at most the given milliseconds for a completion, queueing excluded. A time that
 * was not measured, or was measured when the completion was recorded, says nothing about this run: the
 * assertion then fails, also under `.not`.
 *
 * @throws {TypeError} for anything but a completion, and for a limit that is not a positive number
 * @throws {EdgejsonError} if there is no time of this run
 */
export function toRespondWithin(received: unknown, milliseconds: unknown): MatcherResult {
  if (typeof milliseconds !== 'number' || !(milliseconds > 0))
    throw new TypeError(
      `[vitest-edgejson] toRespondWithin(ms) takes a positive number of milliseconds, not ${String(milliseconds)}`,
    )
  if (!isCompletion(received))
    throw new TypeError(
      '[vitest-edgejson] toRespondWithin(ms) takes a completion: a text or a value has no time',
    )
  requireOutput(received)
  if (received.replayed)
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      'the completion was replayed and no model ran, so there is no time to judge; run the model itself, or leave toRespondWithin to live runs (completion.replayed)',
    )
  const { totalMs } = received.timings
  if (totalMs === null)
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      'the engine did not measure how long this completion took (timings.totalMs is null), so there is no time to judge',
    )
  const took = `${totalMs.toFixed(1)} ms`
  return totalMs <= milliseconds
    ? {
        pass: true,
        message: () => `expected the completion to take more than ${milliseconds} ms, but it took ${took}`,
      }
    : { pass: false, message: () => `expected the completion within ${milliseconds} ms, but it took ${took}` }
}
