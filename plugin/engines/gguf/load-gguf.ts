import { codeFile } from '../../core/package-info.ts'
import type { Engine } from '../../records/engine.ts'
import { engineOfModel } from '../contract/engine-of-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import { openIsolated } from '../process/open-isolated.ts'
import { type GgufSource, openGguf } from './open-gguf.ts'

/**
 * An engine that runs a GGUF file with llama.cpp (optional peer node-llama-cpp) in a process of its own.
 *
 * @throws EdgejsonError as {@link openGguf}
 */
export async function loadGguf(source: GgufSource, options: EngineOptions): Promise<Engine> {
  const model = await openIsolated(
    openGguf,
    {
      file: codeFile('plugin/engines/gguf/gguf-process'),
      model: source.file,
      memoryAdvice: 'use a smaller quantization, or lower concurrency and engine.contextSize',
    },
    source,
    options,
  )
  // Sequences of one step change the order of sums.
  return engineOfModel(model, { deterministic: model.maxSequences === 1 && !options.temperature })
}
