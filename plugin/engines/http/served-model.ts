import { EdgejsonError } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
import type { ModelInfo } from '../../records/model-info.ts'
import type { ServerClient } from './server-client.ts'
import { ServerError } from './server-error.ts'

/** How long the server may take to list its models, in ms, loading excluded. */
const HELLO_TIMEOUT_MS = 30_000
/** How long it may take to return further details, in ms. */
const DETAIL_TIMEOUT_MS = 5_000

/** What a server reports about its model. */
export interface ServedModel {
  readonly info: Partial<ModelInfo> & { readonly id: string }
  /** Upper bound of the output alone, in tokens; null if the server does not report it. */
  readonly mostOutput: number | null
}

/**
 * Lists the models of a server, to learn whether it is up and what it reports about the model: name, size,
 * context, version.
 *
 * @throws EdgejsonError `BAD_MODEL` if the server cannot be used
 */
export async function servedModel(
  client: ServerClient,
  url: string,
  name: string | undefined,
): Promise<ServedModel> {
  let list: Record<string, unknown>
  try {
    list = await client.listed('/models', HELLO_TIMEOUT_MS)
  } catch (error) {
    // Some servers do not list their models. A server that responds is used if the model name is given.
    if (
      error instanceof ServerError &&
      name !== undefined &&
      (error.status === 404 || error.status === 405)
    ) {
      return { info: { id: name }, mostOutput: null }
    }
    throw error instanceof ServerError ? unusable(error) : error
  }
  const entries = Array.isArray(list.data) ? list.data : Array.isArray(list.models) ? list.models : []
  const served = entries.filter(
    (each: unknown): each is { readonly id: string } & Record<string, unknown> =>
      isRecord(each) && typeof each.id === 'string' && each.id !== '',
  )
  const chosen = name === undefined ? served[0] : served.find(({ id }) => id === name)
  if (chosen === undefined) {
    // A name that the server does not list may be an alias.
    if (name !== undefined) return { info: { id: name }, mostOutput: null }
    throw new EdgejsonError(
      'BAD_MODEL',
      `${url}/models lists no model. Set modelName to the model's name there.`,
    )
  }
  const meta = isRecord(chosen.meta) ? chosen.meta : {}
  const provider = isRecord(chosen.top_provider) ? chosen.top_provider : {}
  const details = await detailsOf(client, url, chosen.owned_by, meta)
  return {
    info: {
      id: chosen.id,
      contextLength:
        details.contextLength ??
        first(
          chosen.max_model_len,
          meta.n_ctx,
          provider.context_length,
          chosen.loaded_context_length,
          chosen.context_length,
          chosen.context_window,
          chosen.max_context_length,
        ),
      parameters: count(meta.n_params),
      bytes: count(meta.size),
      engineVersion: details.engineVersion,
    },
    mostOutput: first(provider.max_completion_tokens, chosen.max_completion_tokens, chosen.max_output_tokens),
  }
}

type Details = Pick<ModelInfo, 'contextLength' | 'engineVersion'>

const NO_DETAILS: Details = { contextLength: null, engineVersion: null }

/** Paths with the version of a server, by the owner that it gives its models. */
const VERSION_PATHS: Readonly<Record<string, string>> = { vllm: '/version', library: '/api/version' }

/**
 * Details outside the OpenAI-compatible paths: context of one slot and build of llama-server, versions of
 * others.
 */
async function detailsOf(
  client: ServerClient,
  url: string,
  owner: unknown,
  meta: Record<string, unknown>,
): Promise<Details> {
  const root = url.replace(/\/v\d+$/, '')
  const isLlama = owner === 'llamacpp' || count(meta.n_params) !== null
  const path = isLlama ? '/props' : typeof owner === 'string' ? VERSION_PATHS[owner] : undefined
  if (path === undefined) return NO_DETAILS
  try {
    const value = await client.listed(`${root}${path}`, DETAIL_TIMEOUT_MS, 0)
    if (!isLlama) return { ...NO_DETAILS, engineVersion: text(value.version) }
    const defaults = isRecord(value.default_generation_settings) ? value.default_generation_settings : {}
    return { contextLength: count(defaults.n_ctx), engineVersion: text(value.build_info) }
  } catch (error) {
    // These paths are optional: the server may not have them, or may restrict them.
    if (error instanceof ServerError && !error.loading) return NO_DETAILS
    throw error instanceof ServerError ? unusable(error) : error
  }
}

function unusable(error: ServerError): EdgejsonError {
  const { status } = error
  const wayOut = error.loading
    ? 'Wait until the server has loaded its model, then run again.'
    : status === 401 || status === 403
      ? 'Set EDGEJSON_API_KEY to a key that this server accepts.'
      : status === 404
        ? 'The URL of an OpenAI-compatible server usually ends in /v1. If it lists no models, set modelName.'
        : 'Start the server, or correct the URL.'
  return new EdgejsonError('BAD_MODEL', `cannot use the server: ${error.message}. ${wayOut}`)
}

function first(...values: readonly unknown[]): number | null {
  return values.map(count).find((value) => value !== null) ?? null
}

function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 60) : null
}
