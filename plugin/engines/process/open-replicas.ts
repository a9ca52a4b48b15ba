import type { OpenModel } from '../contract/open-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import { openIsolated } from './open-isolated.ts'
import type { ModelProcess } from './spawn-model.ts'

/**
 * Opens replicas of a model, each in a process of its own (data parallelism). Every completion is computed by one of them, so
 * their number changes the time of a run and no completion.
 *
 * @param options of each replica; all must give the same completions
 */
export async function openReplicas<Source>(
  open: (source: Source, options: EngineOptions) => Promise<OpenModel>,
  served: ModelProcess,
  source: Source,
  options: readonly [EngineOptions, ...EngineOptions[]],
): Promise<OpenModel> {
  const opened = await Promise.allSettled(options.map((each) => openIsolated(open, served, source, each)))
  const models = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const failed = opened.find((each) => each.status === 'rejected')
  if (failed !== undefined) {
    await Promise.all(models.map((model) => model.close()))
    throw failed.reason
  }
  return shareRequests(models)
}

/** Models with the same completions as one: each request goes to the one with the fewest requests in flight. */
export function shareRequests(models: readonly OpenModel[]): OpenModel {
  const [first, ...others] = models
  if (first === undefined) throw new RangeError('no model shares the requests')
  if (others.length === 0) return first
  const replicas = models.map((model) => ({ model, requests: 0 }))
  return {
    info: first.info,
    maxSequences: models.reduce((sum, { maxSequences }) => sum + maxSequences, 0),
    notes: first.notes,
    peakMemoryBytes: () => {
      const peaks = models.map((model) => model.peakMemoryBytes?.() ?? null)
      return peaks.reduce((sum, peak) => (sum === null || peak === null ? null : sum + peak), 0)
    },
    async complete(request, signal, clock) {
      const replica = replicas.reduce((least, each) => (each.requests < least.requests ? each : least))
      replica.requests++
      try {
        return await replica.model.complete(request, signal, clock)
      } finally {
        replica.requests--
      }
    },
    close: async () => {
      await Promise.all(models.map((model) => model.close()))
    },
  }
}
