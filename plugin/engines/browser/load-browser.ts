import { codeFile } from '../../core/package-info.ts'
import type { Engine } from '../../records/engine.ts'
import { engineOfModel } from '../contract/engine-of-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import type { OnnxSource } from '../onnx/loading/read-model-folder.ts'
import { openIsolated } from '../process/open-isolated.ts'
import { openBrowser } from './open-browser.ts'

/**
 * An engine that runs ONNX weights in a page of a browser. The browser belongs to a process of its own, and ends with it.
 *
 * @throws EdgejsonError `BAD_MODEL` where a package or the browser is not installed, the model's folder is broken, or the page
 * cannot load the model on the device.
 */
export async function loadBrowser(source: OnnxSource, options: EngineOptions): Promise<Engine> {
  const model = await openIsolated(
    openBrowser,
    {
      file: codeFile('plugin/engines/browser/model-process'),
      model: source.weights ?? source.folder,
      memoryAdvice: 'use a smaller dtype',
      hasTemporaryFiles: true,
      startsModel: true,
    },
    source,
    options,
  )
  return engineOfModel(model)
}
