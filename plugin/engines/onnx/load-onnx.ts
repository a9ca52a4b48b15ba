import { packageInfo } from '../../core/package-info.ts'
import type { Engine } from '../../records/engine.ts'
import { defineEngine } from '../contract/define-engine.ts'
import type { EngineOptions } from '../contract/options.ts'
import { type OnnxSource, openModel } from './loading/open-model.ts'
import { spawnModel } from './process/spawn-model.ts'

/**
 * An engine that runs an ONNX model in a process of its own, so that this one stays responsive whatever the model does.
 *
 * @throws EdgejsonError `BAD_MODEL` for a folder in which a file is missing or broken.
 */
export async function loadOnnx(source: OnnxSource, options: EngineOptions): Promise<Engine> {
  const model = await (packageInfo.compiled ? spawnModel : openModel)(source, options)
  return defineEngine({
    model: model.info,
    concurrency: model.maxSequences,
    notes: model.notes,
    answer: (request, signal, clock) => model.complete(request, signal, clock),
    close: () => model.close(),
  })
}
