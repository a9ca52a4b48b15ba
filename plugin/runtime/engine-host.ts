import { loadSchemas } from '../dataset/index.ts'
import { loadEngine } from '../engines/index.ts'
import type { Engine, ProjectSettings } from '../model/index.ts'

const KEY = Symbol.for('vitest-edgejson.engines')
type Host = typeof globalThis & { [KEY]?: Map<string, Promise<Engine>> }

/**
 * A worker whose Vitest was killed has nobody to report to, but a model at work would keep it alive for hours, beside
 * the next run and into the same recording.
 */
function endWithParent(): void {
  process.once('disconnect', () => process.exit())
}

/** Standard error: what a download says must not end up in a report on standard output. */
const notify = (message: string): void => void process.stderr.write(`[vitest-edgejson] ${message}\n`)

/**
 * The engine of these settings, loaded once for each worker process, whichever of its test modules asks first.
 * A load that failed is tried again by the next module: a server may be up by then.
 */
export async function sharedEngine(settings: ProjectSettings): Promise<Engine> {
  const host = globalThis as Host
  if (host[KEY] === undefined) {
    host[KEY] = new Map()
    endWithParent()
  }
  const key = JSON.stringify([
    settings.model,
    settings.engine,
    settings.root,
    settings.concurrency,
    settings.schemasDir,
  ])
  const known = host[KEY].get(key)
  if (known) return known
  const { engine, concurrency, model, root } = settings
  const schemas = loadSchemas(settings.schemasDir ?? undefined)
  const loading = loadEngine({ ...engine, concurrency, model, root }, { schemas: schemas.toRecord(), notify })
  host[KEY].set(key, loading)
  try {
    return await loading
  } catch (error) {
    host[KEY].delete(key)
    throw error
  }
}
