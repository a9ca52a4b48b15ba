import { codeFile } from '../../core/package-info.ts'
import type { Engine } from '../../records/engine.ts'
import { engineOfModel } from '../contract/engine-of-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import { openReplicas } from '../process/open-replicas.ts'
import { openModel } from './loading/open-model.ts'
import { type OnnxSource, weightsOf } from './loading/read-model-folder.ts'
import { weightsBytes } from './model/find-weights.ts'
import { optionsOfReplicas, parallelismOf } from './model/parallelism.ts'
import { defaultThreads } from './model/threads.ts'

/**
 * An engine that runs an ONNX model in processes of its own, so that this one stays responsive whatever the model does.
 *
 * @throws EdgejsonError `BAD_MODEL` for a folder in which a file is missing or broken.
 */
export async function loadOnnx(source: OnnxSource, options: EngineOptions): Promise<Engine> {
  const bytes = await weightsBytes(await weightsOf(source, options))
  const parallelism = parallelismOf(options, bytes, defaultThreads())
  const model = await openReplicas(
    openModel,
    {
      file: codeFile('plugin/engines/onnx/process/model-process'),
      model: source.weights ?? source.folder,
      memoryAdvice: 'use a smaller dtype, or lower concurrency, replicas and kvCacheMegabytes',
    },
    source,
    optionsOfReplicas(options, parallelism),
  )
  return engineOfModel(model, { deterministic: true })
}
