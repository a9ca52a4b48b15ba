import { EdgejsonError, type Engine } from '../model/index.ts'
import type { EngineOptions } from './options.ts'

/** What the caller lends to {@link loadEngine} apart from the options. */
export interface LoadContext {
  /** How a module specifier (a `file:` URL) is imported. Default: Node's own `import()`. */
  readonly importModule?: (url: string) => Promise<unknown>
}

/**
 * Loads whatever answers prompts.
 *
 * @throws EdgejsonError `BAD_MODEL` when `model` names nothing usable, `BAD_RECORDING` for a broken recording,
 * `BAD_OPTION` for an option out of its range.
 */
export async function loadEngine(options: EngineOptions, _context: LoadContext = {}): Promise<Engine> {
  throw new EdgejsonError('BAD_MODEL', `model ${JSON.stringify(options.model)}: not built yet`)
}
