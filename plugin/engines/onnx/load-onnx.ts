import { codeFile } from '../../core/package-info.ts'
import type { Engine } from '../../records/engine.ts'
import { engineOfModel } from '../contract/engine-of-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import { openIsolated } from '../process/open-isolated.ts'
import { openModel } from './loading/open-model.ts'
import type { OnnxSource } from './loading/read-model-folder.ts'

/**
 * An engine that runs an ONNX model in a process of its own, so that this one stays responsive whatever the model does.
 *
 * @throws EdgejsonError `BAD_MODEL` for a folder in which a file is missing or broken.
 */
export async function loadOnnx(source: OnnxSource, options: EngineOptions): Promise<Engine> {
  const model = await openIsolated(
    openModel,
    {
      file: codeFile('plugin/engines/onnx/process/model-process'),
      model: source.weights ?? source.folder,
      memoryAdvice: 'use a smaller dtype, or lower concurrency and kvCacheMegabytes',
    },
    source,
    options,
  )
  return engineOfModel(model, { deterministic: true })
}
