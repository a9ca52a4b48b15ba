import { createHash } from 'node:crypto'
import { access, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { condensed, EdgejsonError, errorMessage, isMissing, quoted } from '../../model/index.ts'
import type { EngineOptions } from '../options.ts'
import { cacheFolder } from './cache-folder.ts'
import { type HubFile, type HubListing, neededFiles, parseListing } from './hub-listing.ts'

const LISTING_TIMEOUT_MS = 30_000

/** A model on the hub. */
export interface HubModel {
  readonly id: string
  /** Branch, tag or commit. */
  readonly revision: string
}

/**
 * Brings what is needed of a model on the Hugging Face hub (or `HF_ENDPOINT`) into the cache and returns its folder.
 * What is there already is not fetched again; with `HF_HUB_OFFLINE=1`, or when the hub cannot be reached, the last
 * state that was fetched is taken. `HF_TOKEN` opens gated models.
 *
 * @throws EdgejsonError `BAD_MODEL` when the model cannot be had.
 */
export async function fetchFromHub(
  { id, revision }: HubModel,
  options: EngineOptions,
  notify: (message: string) => void = () => {},
): Promise<string> {
  const home = path.join(cacheFolder(options.cacheDir), 'models', id.replace('/', '--'))
  const reference = path.join(home, 'refs', encodeURIComponent(revision))
  const endpoint = (process.env.HF_ENDPOINT || 'https://huggingface.co').replace(/\/+$/, '')
  const offline = process.env.HF_HUB_OFFLINE === '1'

  let listing: HubListing
  try {
    if (offline) throw new Unreachable('HF_HUB_OFFLINE is 1')
    listing = await fetchListing(endpoint, id, revision)
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    const known = await readReference(reference)
    if (known === null) {
      throw new EdgejsonError(
        'BAD_MODEL',
        `${quoted(id)} is no folder here and cannot be fetched from ${endpoint}: ${error.message}. ` +
          'Go online once, set HF_ENDPOINT to a mirror, or give the path of a folder with the model.',
      )
    }
    notify(`${id}: ${error.message}; taking commit ${known} from ${home}`)
    return path.join(home, known)
  }

  const folder = path.join(home, listing.commit)
  for (const file of neededFiles(id, listing.files, options.dtype)) {
    const target = path.join(folder, ...file.name.split('/'))
    if (await exists(target)) continue
    const size = file.size === null ? '' : ` (${(file.size / 1e6).toFixed(1)} MB)`
    notify(`fetching ${file.name}${size} of ${id} from ${endpoint}`)
    await download(`${endpoint}/${id}/resolve/${listing.commit}/${file.name}`, target, file)
  }
  await mkdir(path.dirname(reference), { recursive: true })
  await writeFile(reference, listing.commit)
  return folder
}

/** The hub was not reached, as opposed to: it said no. */
class Unreachable extends Error {}

async function fetchListing(endpoint: string, id: string, revision: string): Promise<HubListing> {
  const url = `${endpoint}/api/models/${id}/revision/${encodeURIComponent(revision)}?blobs=true`
  let response: Response
  let value: unknown
  try {
    response = await fetch(url, { headers: authorization(), signal: AbortSignal.timeout(LISTING_TIMEOUT_MS) })
    if (response.ok) value = await response.json()
  } catch (error) {
    throw new Unreachable(reason(error))
  }
  if (response.status >= 500) throw new Unreachable(`HTTP ${response.status}`)
  if (!response.ok) {
    const why =
      response.status === 404 || response.status === 401
        ? `the hub knows no such model or revision, or it is private (HTTP ${response.status})`
        : `HTTP ${response.status} ${condensed(response.statusText)}`
    throw new EdgejsonError(
      'BAD_MODEL',
      `cannot fetch ${quoted(id)} (revision ${quoted(revision)}): ${why}. If you mean a folder, ` +
        'there is none of that name; for a private or gated model set HF_TOKEN.',
    )
  }
  const listing = parseListing(value)
  if (typeof listing === 'string') throw new EdgejsonError('BAD_MODEL', `${url}: ${listing}`)
  return listing
}

/** Fetches one file beside its place and moves it there when it is whole and right. */
async function download(url: string, target: string, expected: HubFile): Promise<void> {
  const failed = (why: string): EdgejsonError =>
    new EdgejsonError('BAD_MODEL', `cannot fetch ${url}: ${why}. Try again; what is whole already is kept.`)
  await mkdir(path.dirname(target), { recursive: true })
  const temporary = `${target}.${process.pid}.${Date.now()}.part`
  try {
    const response = await fetch(url, { headers: authorization() })
    if (!response.ok || response.body === null) throw failed(`HTTP ${response.status}`)
    const hash = createHash('sha256')
    let size = 0
    const handle = await open(temporary, 'w')
    try {
      for await (const chunk of response.body) {
        hash.update(chunk)
        size += chunk.length
        await handle.writeFile(chunk)
      }
    } finally {
      await handle.close()
    }
    if (expected.size !== null && size !== expected.size) {
      throw failed(`it has ${size} bytes, the hub lists ${expected.size}`)
    }
    const sha256 = hash.digest('hex')
    if (expected.sha256 !== null && sha256 !== expected.sha256) {
      throw failed(`its SHA-256 is ${sha256}, the hub lists ${expected.sha256}`)
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error instanceof EdgejsonError ? error : failed(reason(error))
  }
}

function authorization(): Record<string, string> {
  const token = process.env.HF_TOKEN?.trim()
  return token ? { authorization: `Bearer ${token}` } : {}
}

/** `fetch` hides why it failed in `cause`. */
function reason(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined
  const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : cause
  return condensed(inner instanceof Error ? inner.message || inner.name : errorMessage(error))
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
