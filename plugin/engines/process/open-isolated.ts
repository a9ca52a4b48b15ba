import { packageInfo } from '../../core/package-info.ts'
import type { OpenModel } from '../contract/open-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import { type ModelProcess, spawnModel } from './spawn-model.ts'

/**
 * Opens a model in a process of its own, so that this one stays responsive whatever the model does. From the sources, in unit
 * tests, it opens in this process: no other process could run them.
 *
 * @param open opens the model in the process that calls it
 */
export function openIsolated<Source>(
  open: (source: Source, options: EngineOptions) => Promise<OpenModel>,
  served: ModelProcess,
  source: Source,
  options: EngineOptions,
): Promise<OpenModel> {
  return packageInfo.compiled ? spawnModel(served, source, options) : open(source, options)
}
