import { access, readFile } from 'node:fs/promises'
import path from 'node:path'
import { cacheFolder } from '../../core/cache-folder.ts'
import { EdgejsonError, errorMessage, isMissing } from '../../core/errors.ts'
import { condensed, quoted } from '../../core/printable.ts'
import { replaceFileSync } from '../../core/replace-file.ts'
import { addSecret, addSecretsOfUrl } from '../../core/secrets.ts'
import type { EngineOptions } from '../contract/options.ts'
import type { HubRevision } from '../contract/specifier.ts'
import { type HttpReply, Transport } from '../http/transport/transport.ts'
import { download } from './download.ts'
import { type HubListing, neededFiles, neededGguf, parseListing } from './hub-listing.ts'

const LISTING_TIMEOUT_MS = 30_000
const LISTING_BYTES = 16 * 1024 * 1024
/** Longest silence of the hub during a download, in ms. */
const STALL_MS = 60_000

/**
 * Downloads the needed files of a model on the Hugging Face hub (or `HF_ENDPOINT`) into the cache and returns
 * the folder. Files that are there already are not downloaded again. With `HF_HUB_OFFLINE=1`, or if the hub
 * cannot be reached, the last downloaded state is used. `HF_TOKEN` gives access to gated models.
 *
 * @param gguf path of the one file that is needed; null for ONNX weights and what belongs to them
 * @throws EdgejsonError `BAD_MODEL` if the model cannot be downloaded.
 */
export async function fetchFromHub(
  { id, revision }: HubRevision,
  gguf: string | null,
  options: EngineOptions,
  notify: (message: string) => void = () => {},
): Promise<string> {
  const home = path.join(cacheFolder(options.cacheDir), 'models', id.replace('/', '--'))
  // What was fetched for one file is not the whole model.
  const reference = path.join(home, 'refs', encodeURIComponent([revision, gguf ?? []].flat().join(' ')))
  const endpoint = (process.env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '')
  addSecretsOfUrl(endpoint)
  const offline = process.env.HF_HUB_OFFLINE === '1'

  const transport = new Transport({ stallMs: STALL_MS, followRedirects: true })
  try {
    let listing: HubListing
    try {
      if (offline) throw new Unreachable('HF_HUB_OFFLINE is 1')
      listing = await fetchListing(transport, endpoint, id, revision)
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error
      const known = await readReference(reference)
      if (known === null) {
        throw new EdgejsonError(
          'BAD_MODEL',
          `${quoted(id)} is no ${gguf === null ? 'folder' : `folder with the file ${quoted(gguf)}`} here and cannot be fetched from ${endpoint}: ${error.message}. ` +
            'Go online once, set HF_ENDPOINT to a mirror, or give the path of a folder with the model.',
        )
      }
      notify(`${id}: ${error.message}; taking commit ${known} from ${home}`)
      return path.join(home, known)
    }

    const folder = path.join(home, listing.commit)
    const needed =
      gguf === null ? neededFiles(id, listing.files, options.dtype) : [neededGguf(id, listing.files, gguf)]
    for (const file of needed) {
      const target = path.join(folder, ...file.name.split('/'))
      if (await exists(target)) continue
      const size = file.size === null ? '' : ` (${(file.size / 1e6).toFixed(1)} MB)`
      notify(`fetching ${file.name}${size} of ${id} from ${endpoint}`)
      await download({
        transport,
        url: `${endpoint}/${id}/resolve/${listing.commit}/${file.name}`,
        headers: authorization(),
        target,
        file,
      })
    }
    replaceFileSync(reference, listing.commit)
    return folder
  } finally {
    await transport.close()
  }
}

/** The hub was not reached, in contrast to a response that rejects the request. */
class Unreachable extends Error {}

async function fetchListing(
  transport: Transport,
  endpoint: string,
  id: string,
  revision: string,
): Promise<HubListing> {
  const url = `${endpoint}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`
  let reply: HttpReply
  try {
    const signal = AbortSignal.timeout(LISTING_TIMEOUT_MS)
    reply = await transport.exchange({ method: 'GET', url, headers: authorization(), signal }, LISTING_BYTES)
  } catch (error) {
    throw new Unreachable(condensed(errorMessage(error)))
  }
  const { status, statusText } = reply
  if (status >= 500 || status === 429) throw new Unreachable(`HTTP ${status}`)
  if (status < 200 || status >= 300) {
    const why =
      status === 404 || status === 401
        ? `the hub knows no such model or revision, or it is private (HTTP ${status})`
        : `HTTP ${status} ${condensed(statusText)}`
    throw new EdgejsonError(
      'BAD_MODEL',
      `cannot fetch ${quoted(id)} (revision ${quoted(revision)}): ${why}. If you mean a folder, ` +
        'no such model exists; for a private or gated model set HF_TOKEN.',
    )
  }
  const listing = parseListing(jsonOf(reply.body))
  if (typeof listing === 'string') throw new EdgejsonError('BAD_MODEL', `${url}: ${listing}`)
  return listing
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    throw new Unreachable('the description of the model is not JSON')
  }
}

function authorization(): Record<string, string> {
  const token = process.env.HF_TOKEN?.trim()
  addSecret(token)
  return token ? { authorization: `Bearer ${token}` } : {}
}

async function readReference(file: string): Promise<string | null> {
  try {
    const commit = (await readFile(file, 'utf8')).trim()
    return /^[0-9a-f]{6,64}$/.test(commit) ? commit : null
  } catch (error) {
    if (isMissing(error)) return null
    throw new EdgejsonError('IO', `cannot read ${file}: ${errorMessage(error)}`, { cause: error })
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw new EdgejsonError('IO', `cannot look at ${file}: ${errorMessage(error)}`, { cause: error })
  }
}
