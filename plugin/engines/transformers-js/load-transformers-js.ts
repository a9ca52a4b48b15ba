import { codeFile, packageInfo } from '../../core/package-info.ts'
import type { Engine } from '../../records/engine.ts'
import { engineOfModel } from '../contract/engine-of-model.ts'
import type { OpenModel } from '../contract/open-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import type { OnnxSource } from '../onnx/loading/read-model-folder.ts'
import { spawnModel } from '../process/spawn-model.ts'
import { openTransformersJs } from './open-transformers-js.ts'

/**
 * An engine that runs ONNX weights with transformers.js in a process of its own.
 *
 * @throws EdgejsonError `BAD_MODEL` where the package is not installed, the model's folder is broken, or the library cannot
 * load the model on the device.
 */
export async function loadTransformersJs(source: OnnxSource, options: EngineOptions): Promise<Engine> {
  return engineOfModel(await (packageInfo.compiled ? spawned : openTransformersJs)(source, options))
}

function spawned(source: OnnxSource, options: EngineOptions): Promise<OpenModel> {
  const { folder, weights } = source
  return spawnModel(
    {
      file: codeFile('plugin/engines/transformers-js/model-process'),
      model: weights ?? folder,
      memoryAdvice: 'use a smaller dtype',
    },
    source,
    options,
  )
}
