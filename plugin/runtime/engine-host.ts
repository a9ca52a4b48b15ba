import { printable } from '../core/printable.ts'
import { moduleLimitMs } from '../core/within-limit.ts'
import { openSchemas } from '../dataset/index.ts'
import { loadEngine } from '../engines/index.ts'
import { type Announce, watchProcess } from '../engines/watchdog/watch-process.ts'
import type { Engine } from '../records/engine.ts'
import { isModule, type ProjectSettings } from '../records/project-settings.ts'
import type { CaseEnvironment } from './run-case.ts'

const KEY = Symbol.for('vitest-edgejson.engines')
const WATCHDOG = Symbol.for('vitest-edgejson.watchdog')
type Host = typeof globalThis & { [KEY]?: Map<string, Promise<Engine>>; [WATCHDOG]?: Announce }

/** Activities of user code, by number. */
const ACTIVITIES = { starting: 0, engine: 1, assertion: 2 } as const

/**
 * A worker whose Vitest was killed has no receiver for its results, but a running model would keep it alive
 * for hours, in parallel with the next run and writing into the same recording. User code runs in this
 * process, so an endless loop in it can be ended only with the process.
 */
function watchWorker({ model, assertion, codeTimeoutMs }: ProjectSettings): Announce {
  process.once('disconnect', () => process.exit())
  const runsModule = isModule(model)
  const engine = runsModule ? `the engine module ${printable(model, 300)}` : 'the engine'
  return watchProcess({
    limitMs: runsModule || assertion !== null ? moduleLimitMs(codeTimeoutMs) : null,
    activities: [
      `${engine}, while it starts,`,
      `${engine}, at line {} of the dataset,`,
      `the assertion ${printable(assertion ?? '', 300)}, at line {} of the dataset,`,
    ],
  })
}

/** Starts the watchdog of this worker, once, and reports to it what begins. */
export function announcer(settings: ProjectSettings): CaseEnvironment['announce'] {
  const host = globalThis as Host
  host[WATCHDOG] ??= watchWorker(settings)
  const announce = host[WATCHDOG]
  return (activity, line) => announce(ACTIVITIES[activity], line)
}

/** Standard error: messages of a download must not mix with a report on standard output. */
const notify = (message: string): void => void process.stderr.write(`[vitest-edgejson] ${message}\n`)

/**
 * The engine of these settings, loaded once per worker process by the first test module that needs it. The
 * next module retries a load that failed: a server may be up by then.
 */
export async function sharedEngine(settings: ProjectSettings): Promise<Engine> {
  const host = globalThis as Host
  host[KEY] ??= new Map()
  host[WATCHDOG] ??= watchWorker(settings)
  host[WATCHDOG](ACTIVITIES.starting, 0)
  const key = JSON.stringify([
    settings.model,
    settings.modelFromEnv,
    settings.engine,
    settings.root,
    settings.concurrency,
    settings.schemas,
  ])
  const known = host[KEY].get(key)
  if (known) return known
  const { engine, concurrency, model, root } = settings
  const schemas = openSchemas(settings.schemas)
  const loading = loadEngine(
    { ...engine, concurrency, model, root },
    {
      schemas: schemas.toRecord(),
      notify,
      startLimitMs: moduleLimitMs(settings.codeTimeoutMs),
      otherKinds: settings.modelFromEnv ? 'ignore' : 'refuse',
    },
  )
  host[KEY].set(key, loading)
  try {
    return await loading
  } catch (error) {
    host[KEY].delete(key)
    throw error
  }
}
