import { EdgejsonError, quoted } from '../model/index.ts'
import type { EngineOptions } from './options.ts'
import type { ModelTarget } from './specifier.ts'

const KINDS: Readonly<Record<keyof EngineOptions, 'string' | 'number' | 'boolean'>> = {
  model: 'string',
  root: 'string',
  dtype: 'string',
  threads: 'number',
  lookup: 'boolean',
  int8: 'string',
  cacheMegabytes: 'number',
  concurrency: 'number',
  api: 'string',
  modelName: 'string',
  apiKey: 'string',
  retries: 'number',
  cacheDir: 'string',
}

/**
 * Looks at options that come from a configuration file: at their names, so that a slip of the pen is not taken for a
 * default, and at their kinds. Each engine looks at the ranges of its own.
 *
 * @throws EdgejsonError `BAD_OPTION`
 */
export function checkEngineOptions(options: EngineOptions, target: ModelTarget['kind']): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    const kind = Object.entries(KINDS).find(([known]) => known === name)?.[1]
    if (kind === undefined) {
      if (target === 'module') continue
      throw new EdgejsonError(
        'BAD_OPTION',
        `there is no engine option ${quoted(name)}; there are ${Object.keys(KINDS).join(', ')}`,
      )
    }
    if (typeof value !== kind || value === '') {
      // The value of a key is not to be printed.
      const given = name === 'apiKey' ? '' : `, not ${quoted(value)}`
      throw new EdgejsonError('BAD_OPTION', `the engine option ${name} must be a ${kind}${given}`)
    }
  }
}
