import type { Engine } from '../../records/engine.ts'
import { defineEngine } from './define-engine.ts'
import type { OpenModel } from './open-model.ts'

/** The engine of a loaded model. */
export function engineOfModel(
  model: OpenModel,
  { deterministic = false }: Pick<Engine, 'deterministic'> = {},
): Engine {
  return defineEngine({
    model: model.info,
    concurrency: model.maxSequences,
    deterministic,
    notes: model.notes,
    answer: (request, signal, clock) => model.complete(request, signal, clock),
    ...(model.peakMemoryBytes === undefined ? {} : { peakMemoryBytes: model.peakMemoryBytes }),
    close: () => model.close(),
  })
}
