import path from 'node:path'
import { forwardSlashes } from '../../core/forward-slashes.ts'
import { filesOf, type Weights } from '../onnx/model/find-weights.ts'
import type { WeightsFiles } from './page/protocol.ts'

/** Files besides the weights that a page may read. */
const SETTINGS = ['config.json', 'generation_config.json', 'tokenizer.json']

/** The files of a model by their path on the page's server, below `model/`. Others of its folder are not served. */
export function servedModel(
  folder: string,
  weights: Weights,
): { readonly files: ReadonlyMap<string, string>; readonly weights: WeightsFiles } {
  const files = new Map(SETTINGS.map((name) => [`model/${name}`, path.join(folder, name)]))
  const folderOfWeights = path.dirname(weights.file)
  const places = filesOf(weights).map((file) => {
    const location = forwardSlashes(path.relative(folderOfWeights, file))
    files.set(`model/weights/${location}`, file)
    return { location, path: `weights/${location}` }
  })
  const [main, ...externalData] = places
  return { files, weights: { file: main?.path ?? '', externalData } }
}
