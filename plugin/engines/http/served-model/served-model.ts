import { EdgejsonError } from '../../../core/errors.ts'
import { isRecord } from '../../../core/json/json.ts'
import { positiveInteger } from '../../../core/positive-integer.ts'
import { listed, quoted } from '../../../core/printable.ts'
import type { ModelInfo } from '../../../records/model-info.ts'
import type { ServerApi } from '../../contract/options.ts'
import type { ServerClient } from '../client/server-client.ts'
import { ServerError } from '../transport/server-error.ts'

/** How long the server may take to list its models, in ms, loading excluded. */
const HELLO_TIMEOUT_MS = 30_000
/** How long it may take to return further details, in ms. */
const DETAIL_TIMEOUT_MS = 5_000

/** What a server reports about its model. */
export interface ServedModel {
  readonly info: Partial<ModelInfo> & { readonly id: string }
  /** Upper bound of the output alone, in tokens; null if the server does not report it. */
  readonly mostOutput: number | null
  /** Notes on the choice of the model. */
  readonly notes: readonly string[]
}

/** Which model a user wants, and by which API. */
export interface WantedModel {
  /** Undefined: the only one that the server lists. */
  readonly name: string | undefined
  readonly api: ServerApi
}

/** The path below the base URL where a server lists its models. */
export function listPathOf(api: ServerApi): string {
  return api === 'ollama' ? '/api/tags' : '/models'
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
  { name, api }: WantedModel,
): Promise<ServedModel> {
  const listPath = listPathOf(api)
  let list: Record<string, unknown>
  try {
    list = await client.listed(listPath, HELLO_TIMEOUT_MS)
  } catch (error) {
    // Some servers do not list their models. A server that responds is used if the model name is given.
    if (
      error instanceof ServerError &&
      name !== undefined &&
      (error.status === 404 || error.status === 405)
    ) {
      return { info: { id: name }, mostOutput: null, notes: [] }
    }
    throw error instanceof ServerError ? unusable(error) : error
  }
  const served = entriesOf(list)
  const chosen =
    name === undefined ? onlyOne(served, `${url}${listPath}`) : served.find(({ id }) => id === name)
  if (chosen === undefined) {
    // A name that the server does not list may be an alias.
    const id = name ?? ''
    const note = `The server does not list the model ${quoted(id)}; it lists ${namesOf(served)}.`
    return { info: { id }, mostOutput: null, notes: served.length === 0 ? [] : [note] }
  }
  const meta = isRecord(chosen.meta) ? chosen.meta : {}
  const provider = isRecord(chosen.top_provider) ? chosen.top_provider : {}
  const details = await detailsOf(client, url, api === 'ollama' ? 'library' : chosen.owned_by, meta)
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
      parameters: positiveInteger(meta.n_params),
      bytes: positiveInteger(meta.size) ?? (api === 'ollama' ? positiveInteger(chosen.size) : null),
      engineVersion: details.engineVersion,
    },
    mostOutput: first(provider.max_completion_tokens, chosen.max_completion_tokens, chosen.max_output_tokens),
    notes: [],
  }
}

type Entry = { readonly id: string } & Record<string, unknown>

/** Ollama's own list has a name in place of an id. */
function entriesOf(list: Record<string, unknown>): Entry[] {
  const entries: readonly unknown[] = [list.data, list.models].find((each) => Array.isArray(each)) ?? []
  return entries.flatMap((each): Entry[] => {
    const id = isRecord(each) ? (each.id ?? each.name) : undefined
    return isRecord(each) && typeof id === 'string' && id !== '' ? [{ ...each, id }] : []
  })
}

/** Models that complete no prompts; servers list them among the others. */
const OTHER_KIND = /embed|rerank|whisper|\btts\b|moderation|dall-e/i

/** @throws EdgejsonError `BAD_MODEL` with the list, if there is not exactly one model that completes prompts */
function onlyOne(served: readonly Entry[], where: string): Entry {
  const usable = served.filter(({ id }) => !OTHER_KIND.test(id))
  const [only = served[0], ...others] = usable.length === 0 ? served : usable
  if (only !== undefined && others.length === 0) return only
  throw new EdgejsonError(
    'BAD_MODEL',
    only === undefined
      ? `${where} lists no model. Set modelName to the model's name there.`
      : `${where} lists ${served.length} models: ${namesOf(served)}. Set engine.modelName to one of them.`,
  )
}

function namesOf(served: readonly Entry[]): string {
  return listed(served.map(({ id }) => id))
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
  const isLlama = owner === 'llamacpp' || positiveInteger(meta.n_params) !== null
  const path = isLlama ? '/props' : typeof owner === 'string' ? VERSION_PATHS[owner] : undefined
  if (path === undefined) return NO_DETAILS
  try {
    const value = await client.listed(`${root}${path}`, DETAIL_TIMEOUT_MS, 0)
    if (!isLlama) return { ...NO_DETAILS, engineVersion: text(value.version) }
    const defaults = isRecord(value.default_generation_settings) ? value.default_generation_settings : {}
    return { contextLength: positiveInteger(defaults.n_ctx), engineVersion: text(value.build_info) }
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
  return values.map(positiveInteger).find((value) => value !== null) ?? null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 60) : null
}
