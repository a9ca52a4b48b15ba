import path from 'node:path'
import { EdgejsonError } from '../../core/errors.ts'
import { isRecord } from '../../core/json/json.ts'
import { listed, quoted } from '../../core/printable.ts'
import { dtypeOfName, preferredDtype } from '../onnx/model/find-weights.ts'

/** A file of a model on the hub. */
export interface HubFile {
  /** Path inside the model, with forward slashes. */
  readonly name: string
  /** Bytes, if the hub lists them. */
  readonly size: number | null
  /** SHA-256, hex; the hub lists it for large files. */
  readonly sha256: string | null
  /** SHA-1 of the git blob, hex; the hub lists it for the other files. */
  readonly gitSha1: string | null
}

/** A model on the hub at one commit. */
export interface HubListing {
  readonly commit: string
  readonly files: readonly HubFile[]
}

/** Files of a model that determine completions besides the weights. */
export const SETTINGS_FILES: readonly string[] = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
]

/**
 * Reads the hub's description of a model; a string says what is wrong with it. Names that lead out of the
 * folder are dropped.
 */
export function parseListing(value: unknown): HubListing | string {
  if (!isRecord(value)) return 'the description is not an object'
  const { sha, siblings } = value
  if (typeof sha !== 'string' || !/^[0-9a-f]{6,64}$/.test(sha)) return 'the description has no commit'
  if (!Array.isArray(siblings)) return 'the description has no list of files'
  const files: HubFile[] = []
  for (const each of siblings) {
    if (!isRecord(each) || typeof each.rfilename !== 'string') continue
    const name = each.rfilename
    if (!/^[\w.-]+(?:\/[\w.-]+)*$/.test(name) || name.split('/').includes('..')) continue
    const lfs = isRecord(each.lfs) ? each.lfs : {}
    files.push({
      name,
      size:
        typeof each.size === 'number' && Number.isSafeInteger(each.size) && each.size >= 0 ? each.size : null,
      sha256: hexOf(lfs.sha256, 64),
      // The blob of a large file is a pointer to it.
      gitSha1: each.lfs === undefined || each.lfs === null ? hexOf(each.blobId, 40) : null,
    })
  }
  return { commit: sha, files }
}

function hexOf(value: unknown, length: number): string | null {
  return typeof value === 'string' && value.length === length && /^[0-9a-f]+$/.test(value) ? value : null
}

/**
 * The needed files: settings, tokenizer and the weights of one dtype with their external data.
 *
 * @throws EdgejsonError `BAD_MODEL` if the model has no ONNX weights of that dtype.
 */
export function neededFiles(id: string, files: readonly HubFile[], dtype?: string): HubFile[] {
  const weights = new Map<string, HubFile>()
  for (const file of files) {
    const folder = path.posix.dirname(file.name)
    const itsDtype = dtypeOfName(path.posix.basename(file.name))
    if (itsDtype === null || (folder !== 'onnx' && folder !== '.')) continue
    if (folder === 'onnx' || !weights.has(itsDtype)) weights.set(itsDtype, file)
  }
  const known = [...weights.keys()].sort()
  const wanted = dtype ?? preferredDtype(known)
  const chosen = wanted === undefined ? undefined : weights.get(wanted)
  if (chosen === undefined) {
    const [gguf] = ggufNames(files)
    if (known.length === 0 && gguf !== undefined) {
      throw new EdgejsonError(
        'BAD_MODEL',
        `the hub's ${id} has no ONNX weights, but GGUF files: ${listed(ggufNames(files))}. Name one of them, e.g. ${quoted(`${id}/${gguf}`)}.`,
      )
    }
    const has = known.length === 0 ? 'no ONNX weights at all' : `only ${listed(known)}`
    throw new EdgejsonError(
      'BAD_MODEL',
      `the hub's ${id} has ${has}${dtype === undefined ? '' : `, not dtype ${quoted(dtype)}`}. ` +
        'Take a model with a folder onnx (onnx-community has many), or export it yourself and give the folder.',
    )
  }
  const stem = chosen.name.slice(0, -'.onnx'.length)
  return files.filter(
    ({ name }) =>
      SETTINGS_FILES.includes(name) ||
      name === chosen.name ||
      name.startsWith(`${chosen.name}_data`) ||
      name === `${chosen.name}.data` ||
      name === `${stem}.data`,
  )
}

/**
 * The GGUF file with that path.
 *
 * @throws EdgejsonError `BAD_MODEL` if the model has no such file, or only in several parts.
 */
export function neededGguf(id: string, files: readonly HubFile[], path: string): HubFile {
  if (SPLIT.test(path)) {
    throw new EdgejsonError(
      'BAD_MODEL',
      `${path} of the hub's ${id} is one part of a split GGUF file. Download the parts, join them (llama-gguf-split --merge FIRST WHOLE), ` +
        'and give the path of the whole file.',
    )
  }
  const found = files.find(({ name }) => name === path)
  if (found !== undefined) return found
  const names = ggufNames(files)
  throw new EdgejsonError(
    'BAD_MODEL',
    `the hub's ${id} has no file ${quoted(path)}; ` +
      (names.length === 0 ? 'it has no GGUF file.' : `its GGUF files are ${listed(names)}.`),
  )
}

/** Parts of a split file; their hashes say nothing about each other. */
const SPLIT = /-\d{5}-of-\d{5}\.gguf$/

function ggufNames(files: readonly HubFile[]): string[] {
  return files.flatMap(({ name }) => (name.endsWith('.gguf') ? [name] : []))
}
