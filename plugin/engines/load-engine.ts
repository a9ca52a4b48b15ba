import path from 'node:path'
import { EdgejsonError } from '../core/errors.ts'
import { packageInfo } from '../core/package-info.ts'
import { addSecretsOfEngine, addSecretsOfEnvironment } from '../core/secrets.ts'
import type { Engine } from '../records/engine.ts'
import { checkEngineOptions } from './contract/check-engine-options.ts'
import type { EngineOptions } from './contract/options.ts'
import { type HubRevision, resolveSpecifier } from './contract/specifier.ts'
import { loadModule, type ModuleContext } from './load-module.ts'
import type { OnnxSource } from './onnx/loading/read-model-folder.ts'
import type { SchemaRecord } from './rules/read-prompt.ts'

/** What the caller provides to {@link loadEngine} in addition to the options. */
export interface LoadContext extends ModuleContext {
  /**
   * What happens to an option that only other kinds of engines have: `refuse`, or `ignore` where the model is not the one
   * that the options were written for (`EDGEJSON_MODEL`). Default `refuse`.
   */
  readonly otherKinds?: 'refuse' | 'ignore'
  /** JSON Schemas by name, for `rules`. */
  readonly schemas?: SchemaRecord
  /** Called with one line about slow work, e.g. a download. Default: not called. */
  readonly notify?: (message: string) => void
}

/**
 * Loads the engine of a `model` option. Heavy packages are imported only by the engine that needs them.
 *
 * @throws EdgejsonError `BAD_MODEL` if `model` refers to nothing usable, `BAD_RECORDING` for a broken
 * recording, `BAD_OPTION` for an option that does not exist or has an invalid value. A module's engine rejects with
 * `ENGINE_TIMEOUT` or `ENGINE_FAILED` where its `generate` takes too long or returns something else.
 */
export async function loadEngine(given: EngineOptions, context: LoadContext = {}): Promise<Engine> {
  const options = withAbsolutePaths(given)
  const { model } = options
  addSecretsOfEnvironment()
  addSecretsOfEngine(options)
  const target = await resolveSpecifier(model, options.root)
  checkEngineOptions(options, target.kind, context.otherKinds)
  switch (target.kind) {
    case 'builtin':
      return loadWeights({ folder: BUILTIN_FOLDER, weights: null, id: BUILTIN_ID, specifier: model }, options)
    case 'rules': {
      if (context.schemas === undefined) {
        throw new EdgejsonError('BAD_MODEL', 'model "rules" parses by JSON Schemas: pass them as `schemas`.')
      }
      const { rulesEngine } = await import('./rules/rules-engine.ts')
      return rulesEngine({ schemas: context.schemas })
    }
    case 'replay': {
      const { loadReplay } = await import('./replay/replay-engine.ts')
      return loadReplay(target.file, model)
    }
    case 'server': {
      const { loadServer } = await import('./http/load-server.ts')
      return loadServer(target.url, options, context.notify === undefined ? {} : { notify: context.notify })
    }
    case 'module':
      return loadModule(target.file, options, context)
    case 'gguf': {
      const { loadGguf } = await import('./gguf/load-gguf.ts')
      const { hub } = target
      const folder = hub === null ? null : await fetched(hub, target.file, options, context)
      const file = folder === null ? target.file : path.join(folder, ...target.file.split('/'))
      return loadGguf({ file, specifier: model }, options)
    }
    case 'folder': {
      const { folder, weights } = target
      return loadWeights({ folder, weights, id: path.basename(folder), specifier: model }, options)
    }
    case 'hub': {
      const folder = await fetched(target, null, options, context)
      return loadWeights({ folder, weights: null, id: target.id, specifier: model }, options)
    }
  }
}

/** The folder of what a model of the hub needs: of the GGUF file of that path, or of ONNX weights. */
async function fetched(
  model: HubRevision,
  gguf: string | null,
  options: EngineOptions,
  { notify }: LoadContext,
): Promise<string> {
  const { fetchFromHub } = await import('./hub/fetch-from-hub.ts')
  return fetchFromHub(model, gguf, options, notify)
}

/** ONNX weights on disk, in the runtime of the options. */
async function loadWeights(source: OnnxSource, options: EngineOptions): Promise<Engine> {
  const runtime = options.runtime ?? 'onnx'
  switch (runtime) {
    case 'onnx': {
      const { loadOnnx } = await import('./onnx/load-onnx.ts')
      return loadOnnx(source, options)
    }
    case 'transformers.js': {
      const { loadTransformersJs } = await import('./transformers-js/load-transformers-js.ts')
      return loadTransformersJs(source, options)
    }
    case 'browser': {
      const { loadBrowser } = await import('./browser/load-browser.ts')
      return loadBrowser(source, options)
    }
  }
}

/** Paths in options start from `root`, as `model` does. */
function withAbsolutePaths(options: EngineOptions): EngineOptions {
  const { cacheDir, root } = options
  if (typeof cacheDir !== 'string' || cacheDir === '' || root === undefined) return options
  return { ...options, cacheDir: path.resolve(root, cacheDir) }
}

/** Name of the model inside this package, as reports show it. */
export const BUILTIN_ID = 'edgejson-nano'

/**
 * Its folder, in the Hugging Face layout. `training/` shows how it was made, the README in the folder what it
 * can do.
 */
export const BUILTIN_FOLDER: string = path.join(packageInfo.root, 'fixtures', 'models', BUILTIN_ID)
