import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { EdgejsonError, errorCode, errorMessage, isMissing } from '../../core/errors.ts'
import { quoted } from '../../core/printable.ts'
import { addSecretsOfUrl } from '../../core/secrets.ts'

/** What a `model` option refers to. */
export type ModelTarget =
  | { readonly kind: 'builtin' }
  | { readonly kind: 'rules' }
  | { readonly kind: 'replay'; readonly file: string }
  | { readonly kind: 'server'; readonly url: string }
  | { readonly kind: 'module'; readonly file: string }
  /** `hub` has the file at this path, unless it is a path here. */
  | { readonly kind: 'gguf'; readonly file: string; readonly hub: HubRevision | null }
  /** `weights` is the `.onnx` file, if one was named. */
  | { readonly kind: 'folder'; readonly folder: string; readonly weights: string | null }
  | ({ readonly kind: 'hub' } & HubRevision)

/** A model on the hub. */
export interface HubRevision {
  readonly id: string
  /** Branch, tag or commit. */
  readonly revision: string
}

/** The forms of `model`, for messages. */
const MODEL_FORMS = `model is one of:
  builtin                   the nano model inside this package
  ./folder                  a folder in the Hugging Face layout with ONNX weights (or one .onnx file in it)
  ./model.gguf              a GGUF file
  http://localhost:8080/v1  an OpenAI-compatible server
  replay:answers.jsonl      recorded answers
  rules                     rule-based baseline: a parser that knows the schemas, no model
  ./engine.mjs              a module that exports an engine (.js, .mjs, .cjs, .ts, .mts)
  org/name                  a model of the Hugging Face hub (org/name@revision)
  org/name/model.gguf       a GGUF file of such a model (org/name@revision/model.gguf)`

const MODULE = /\.[cm]?[jt]s$/
const HUB_ID = /^([\w-][\w.-]*\/[\w-][\w.-]*)(?:@([\w./-]+))?$/
/** In front of a file a revision has no slash. */
const HUB_GGUF = /^([\w-][\w.-]*\/[\w-][\w.-]*?)(?:@([\w.-]+))?\/((?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.gguf)$/

/**
 * Resolves a `model` option. Reads the disk, but not the network.
 *
 * @throws EdgejsonError `BAD_MODEL` if it refers to nothing.
 */
export async function resolveSpecifier(model: string, root: string = process.cwd()): Promise<ModelTarget> {
  if (typeof model !== 'string' || model.trim() === '') throw unusable(model, 'it is empty')
  if (model === 'builtin') return { kind: 'builtin' }
  if (model === 'rules') return { kind: 'rules' }
  if (model.startsWith('replay:')) {
    const file = model.slice('replay:'.length)
    if (file === '') throw unusable(model, 'no file follows `replay:`')
    return { kind: 'replay', file: path.resolve(root, file) }
  }
  if (/^https?:/i.test(model)) return { kind: 'server', url: serverUrl(model) }

  const file = model.startsWith('file:') ? fromFileUrl(model) : path.resolve(root, model)
  const found = await statOrNull(file)
  if (found?.isDirectory()) return { kind: 'folder', folder: file, weights: null }
  if (found !== null) {
    if (MODULE.test(file)) return { kind: 'module', file }
    if (file.endsWith('.gguf')) return { kind: 'gguf', file, hub: null }
    if (file.endsWith('.onnx')) return { kind: 'folder', folder: folderOf(file), weights: file }
    if (/\.jsonl?$/.test(file))
      throw unusable(model, `for recorded answers write ${quoted(`replay:${model}`)}`)
    throw unusable(model, `${file} is a file of a kind that no engine reads`)
  }
  const [, ggufOf, ggufRevision = 'main', gguf] = HUB_GGUF.exec(model) ?? []
  if (ggufOf !== undefined && gguf !== undefined)
    return { kind: 'gguf', file: gguf, hub: { id: ggufOf, revision: ggufRevision } }
  if (MODULE.test(file) || /\.(?:onnx|gguf)$/.test(file)) throw unusable(model, `there is no file ${file}`)
  const hub = HUB_ID.exec(model)
  const id = hub?.[1]
  if (id !== undefined) return { kind: 'hub', id, revision: hub?.[2] ?? 'main' }
  throw unusable(model, `there is no folder ${file}`)
}

/** Weights are in the model's folder or in its `onnx` folder. */
function folderOf(weights: string): string {
  const folder = path.dirname(weights)
  return path.basename(folder) === 'onnx' ? path.dirname(folder) : folder
}

function serverUrl(model: string): string {
  addSecretsOfUrl(model)
  let url: URL
  try {
    url = new URL(model)
  } catch (error) {
    throw unusable(model, errorMessage(error))
  }
  // The message must not repeat a possible secret.
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new EdgejsonError(
      'BAD_MODEL',
      `model is the URL of a server on ${url.host} with a user name, a query or a fragment. Give the plain base URL, ` +
        'e.g. http://localhost:8080/v1, and put a key into the environment variable EDGEJSON_API_KEY.',
    )
  }
  return url.href.replace(/\/+$/, '')
}

function fromFileUrl(model: string): string {
  try {
    return fileURLToPath(model)
  } catch (error) {
    throw unusable(model, errorMessage(error))
  }
}

async function statOrNull(file: string): Promise<Stats | null> {
  try {
    return await stat(file)
  } catch (error) {
    // A name with a NUL byte is not the name of a file either.
    if (isMissing(error) || errorCode(error) === 'ERR_INVALID_ARG_VALUE') return null
    throw new EdgejsonError('BAD_MODEL', `cannot look at ${file}: ${errorMessage(error)}`, { cause: error })
  }
}

function unusable(model: unknown, why: string): EdgejsonError {
  return new EdgejsonError('BAD_MODEL', `cannot use model ${quoted(model)}: ${why}.\n${MODEL_FORMS}`)
}
