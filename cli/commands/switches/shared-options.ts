import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { EdgejsonError, errorMessage } from '../../../plugin/core/errors.ts'
import { isRecord } from '../../../plugin/core/json/json.ts'
import { condensed, listed, quoted } from '../../../plugin/core/printable.ts'
import type { EdgejsonOptions } from '../../../plugin/vite/options.ts'

/** The options that all variants share, and the root from which their paths count. */
export interface SharedOptions {
  readonly root: string
  readonly options: EdgejsonOptions
}

/**
 * The options of `edgejson()` in a Vitest config.
 *
 * @param project the `name` of the call, where the config has several
 * @throws {EdgejsonError} `BAD_ARGUMENT` where the config cannot be loaded, or has no such call.
 */
export async function optionsOfConfig(
  given: string,
  project: string | undefined,
  cwd: string,
): Promise<SharedOptions> {
  const file = path.resolve(cwd, given)
  const config = await load(file)
  const plugins: unknown[] = await Promise.all([config.plugins].flat(9))
  const calls = plugins.flat(9).flatMap((plugin) => {
    const api: unknown = isRecord(plugin) ? plugin.api : undefined
    return isRecord(api) && typeof api.edgejson === 'string' && isRecord(api.options)
      ? [{ name: api.edgejson, options: api.options as EdgejsonOptions }]
      : []
  })
  const found = calls.filter(({ name }) => project === undefined || name === project)
  const [call] = found
  if (call === undefined || found.length > 1) {
    const names =
      calls.length === 0
        ? 'no call of edgejson()'
        : `edgejson() with the names ${listed(calls.map(({ name }) => name))}`
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `--config ${quoted(given)} has ${names}; the options of one call are needed${calls.length === 0 ? '' : ': --project NAME'}.`,
    )
  }
  const root = typeof config.root === 'string' ? path.resolve(cwd, config.root) : cwd
  return { root, options: call.options }
}

/** Loaded as Vitest loads it, by the Vite that Vitest has. */
async function load(file: string): Promise<Record<string, unknown>> {
  try {
    const ofVitest = createRequire(import.meta.resolve('vitest/node'))
    const vite: unknown = await import(pathToFileURL(ofVitest.resolve('vite')).href)
    if (!isRecord(vite) || typeof vite.loadConfigFromFile !== 'function')
      throw new Error('Vite loads no config')
    const loaded: unknown = await vite.loadConfigFromFile(
      { command: 'serve', mode: 'test' },
      file,
      path.dirname(file),
      'silent',
    )
    if (isRecord(loaded) && isRecord(loaded.config)) return loaded.config
  } catch (error) {
    throw new EdgejsonError(
      'BAD_ARGUMENT',
      `--config ${quoted(file)} cannot be loaded: ${condensed(errorMessage(error))}`,
      { cause: error },
    )
  }
  throw new EdgejsonError('BAD_ARGUMENT', `--config ${quoted(file)} exports no configuration.`)
}
