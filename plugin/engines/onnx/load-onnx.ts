import { codeFile, packageInfo } from '../../core/package-info.ts'
import type { Engine } from '../../records/engine.ts'
import { engineOfModel } from '../contract/engine-of-model.ts'
import type { OpenModel } from '../contract/open-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import { spawnModel } from '../process/spawn-model.ts'
import { openModel } from './loading/open-model.ts'
import type { OnnxSource } from './loading/read-model-folder.ts'

/**
 * An engine that runs an ONNX model in a process of its own, so that this one stays responsive whatever the model does.
 *
 * @throws EdgejsonError `BAD_MODEL` for a folder in which a file is missing or broken.
 */
export async function loadOnnx(source: OnnxSource, options: EngineOptions): Promise<Engine> {
  return engineOfModel(await (packageInfo.compiled ? spawned : openModel)(source, options), {
    deterministic: true,
  })
}

function spawned(source: OnnxSource, options: EngineOptions): Promise<OpenModel> {
  const { folder, weights } = source
  return spawnModel(
    {
      file: codeFile('plugin/engines/onnx/process/model-process'),
      model: weights ?? folder,
      memoryAdvice: 'use a smaller dtype, or lower concurrency and kvCacheMegabytes',
    },
    source,
    options,
  )
}
