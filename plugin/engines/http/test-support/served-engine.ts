import { afterEach } from 'vitest'
import type { Completion } from '../../../records/completion.ts'
import type { CompletionRequest, Engine } from '../../../records/engine.ts'
import type { EngineOptions } from '../../contract/options.ts'
import { loadEngine } from '../../load-engine.ts'
import { request } from '../../test-support/requests.ts'
import { loadServer } from '../load-server.ts'
import { type Handler, json, type LocalServer, localServer } from './local-server.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** A server that is closed after the test. */
export async function bareServer(handler: Handler): Promise<LocalServer> {
  const local = await localServer(handler)
  open.push(local.close)
  return local
}

/** A {@link bareServer} that lists these models and passes everything else to the handler. */
export function serve(handler: Handler, models: unknown = { data: [{ id: 'small' }] }): Promise<LocalServer> {
  return bareServer((asked, response) => {
    if (asked.method === 'GET' && asked.path === '/v1/models') return json(response, models)
    return handler(asked, response)
  })
}

/** The engine of a server; closed after the test, before its server. */
export async function engineOf({ url }: LocalServer, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await loadEngine({ model: `${url}/v1`, ...options })
  open.push(engine.close)
  return engine
}

/** Like {@link engineOf}, without the pauses between attempts. */
export async function hastyEngineOf(
  { url }: LocalServer,
  options: Partial<EngineOptions> = {},
): Promise<Engine> {
  const model = `${url}/v1`
  const engine = await loadServer(model, { model, ...options }, { firstPauseMs: 1 })
  open.push(engine.close)
  return engine
}

/** The completion of one request. */
export async function ask(engine: Engine, more: Partial<CompletionRequest> = {}): Promise<Completion> {
  const [completion] = await engine.generate([request(more)])
  if (completion === undefined) throw new Error('no completion')
  return completion
}

/** The number of attempts at a completion, without the requests for models. */
export function attempts({ asked }: LocalServer): number {
  return asked.filter(({ method }) => method === 'POST').length
}
