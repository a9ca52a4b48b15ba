import type { Engine } from '../../records/engine.ts'
import { defineEngine } from '../contract/define-engine.ts'
import type { EngineOptions } from '../contract/options.ts'
import { ServerClient } from './client/server-client.ts'
import { apiBase } from './requests/requests.ts'
import { deploymentOf, requestHeaders, serverSettings } from './requests/server-settings.ts'
import { constraintName } from './served-model/probe-constraint.ts'
import { servedModel } from './served-model/served-model.ts'
import { Server } from './server.ts'

/** What the caller of {@link loadServer} provides. */
export interface ServerContext {
  /** Called with one line while the server loads its model. */
  readonly notify?: (message: string) => void
  /** Shortest pause before a second attempt in ms. Default 500. */
  readonly firstPauseMs?: number
}

/**
 * An engine for an OpenAI-compatible server (llama.cpp, vLLM and others) or Ollama. Without the option `stream` the
 * time to first token is unknown, and `json_complete` cannot end a completion early.
 *
 * @throws EdgejsonError `BAD_MODEL` if the server cannot be reached or lists no model or several; `BAD_OPTION` for options
 * that contradict each other, or a constraint that the server ignores.
 */
export async function loadServer(
  url: string,
  options: EngineOptions,
  { notify = () => {}, firstPauseMs }: ServerContext = {},
): Promise<Engine> {
  const settings = serverSettings(options)
  const { api, constraint } = settings
  const base = apiBase(api, url)
  const client = new ServerClient({
    url: base,
    retries: options.retries ?? 4,
    headers: requestHeaders(base, options),
    query: options.query ?? {},
    onLoading: notify,
    ...(firstPauseMs === undefined ? {} : { firstPauseMs }),
  })
  try {
    const { info, mostOutput, notes } = await servedModel(client, base, {
      name: options.modelName ?? deploymentOf(base),
      api,
    })
    const context = settings.numCtx ?? info.contextLength ?? null
    const { concurrency = 4 } = options
    const server = new Server(client, { settings, model: info.id, context, mostOutput, notes, concurrency })
    if (constraint !== null) await server.probeConstraint()
    return defineEngine({
      model: {
        ...info,
        contextLength: context,
        specifier: options.model,
        engine: api === 'ollama' ? 'ollama' : `openai-${api}`,
        ...(constraint === null ? {} : { constraint: constraintName(constraint) }),
      },
      concurrency,
      notes: server.notes,
      answer: (request, signal, clock) => server.answer(request, signal, clock),
      close: () => client.close(),
    })
  } catch (error) {
    await client.close()
    throw error
  }
}
