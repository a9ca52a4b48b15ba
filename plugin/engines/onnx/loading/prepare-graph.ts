import { access, constants, mkdir, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cacheFolder } from '../../../core/cache-folder.ts'
import { errorCode, errorMessage } from '../../../core/errors.ts'
import { condensed } from '../../../core/printable.ts'
import type { OnnxModel } from '../graph/onnx-model.ts'
import { packConstants } from '../graph/pack-constants.ts'
import { readOnnx } from '../graph/read-onnx.ts'
import { type DecoderShape, type RewriteOptions, rewriteDecoder } from '../graph/rewrite-decoder.ts'
import { writeOnnx } from '../graph/write-onnx.ts'
import type { Weights } from '../model/find-weights.ts'

/** Raised when completions of the rewritten graph may change, or the form of its packed weights. */
const GRAPH_VERSION = 1
/** The same for graphs whose 8-bit weights are dequantized at load. */
const EXPANDED_VERSION = 2

/** A graph for the batching engine, or the reason why the model's own graph is used. */
export type PreparedGraph =
  | {
      readonly kind: 'paged'
      readonly shape: DecoderShape
      readonly bytes: Uint8Array
      /** The folder of its long constants; the graph names their files by paths in it. */
      readonly folder: string
      /** The files of its long constants. */
      readonly files: readonly string[]
      /** The engine's name in reports and recordings. */
      readonly engine: string
    }
  | { readonly kind: 'plain'; readonly reason: string }

/**
 * Rewrites the graph of the weights. Rewriting takes milliseconds and is done each time; weights that are quantized to
 * 8 bits are stored in the cache folder, named after the hash of their source file.
 */
export async function prepareGraph(
  weights: Weights,
  sha256: string,
  { int8 = 'none', ...options }: RewriteOptions,
  cacheDir: string | undefined,
): Promise<PreparedGraph> {
  let rewritten: ReturnType<typeof rewriteDecoder>
  try {
    rewritten = rewriteDecoder(await readOnnx(weights.file), { int8, ...options })
  } catch (error) {
    // The runtime reports what is wrong with a file that is not a model.
    return { kind: 'plain', reason: `one sequence at a time: the graph ${condensed(errorMessage(error))}` }
  }
  const { shape, matrices, expanded } = rewritten
  const engine = `edgejson-onnx ${expanded ? EXPANDED_VERSION : GRAPH_VERSION}`
  if (matrices.size === 0) {
    const { model, folder } = await withRealFiles(rewritten.model, weights.file)
    return { kind: 'paged', shape, bytes: writeOnnx(model, folder), folder, files: filesOf(model), engine }
  }
  const folder = await realpath(await writable(path.join(cacheFolder(cacheDir), 'prepared')))
  const file = path.join(folder, `${sha256.slice(0, 32)}-int8-${int8}-${GRAPH_VERSION}.bin`)
  const packed = await packConstants(rewritten, file)
  const bytes = writeOnnx(packed, folder)
  return { kind: 'paged', shape, bytes, folder, files: filesOf(packed), engine: `${engine}, int8` }
}

/**
 * The model with links to its files resolved, and a folder that has them all. The runtime rejects files outside that
 * folder, and in a Hugging Face cache every file of a model is a link.
 */
async function withRealFiles(
  model: OnnxModel,
  weights: string,
): Promise<{ readonly model: OnnxModel; readonly folder: string }> {
  const real = new Map<string, string>()
  for (const file of [
    weights,
    ...model.constants.map(({ data }) => (data.kind === 'file' ? data.file : weights)),
  ]) {
    if (!real.has(file)) real.set(file, await realpath(file))
  }
  const constants = model.constants.map((tensor) => {
    const { data } = tensor
    return data.kind === 'file'
      ? { ...tensor, data: { ...data, file: real.get(data.file) ?? data.file } }
      : tensor
  })
  return { model: { ...model, constants }, folder: commonFolder([...real.values()]) }
}

/** The files of a model's constants. */
function filesOf({ constants }: OnnxModel): string[] {
  return [...new Set(constants.flatMap(({ data }) => (data.kind === 'file' ? data.file : [])))]
}

/** The deepest folder that holds all files. */
function commonFolder(files: readonly string[]): string {
  let folder = path.dirname(files[0] ?? '.')
  const outside = (file: string): boolean => path.relative(folder, file).split(path.sep)[0] === '..'
  while (files.some(outside) && path.dirname(folder) !== folder) folder = path.dirname(folder)
  return folder
}

/** The folder, or a temporary one where it is not writable. */
async function writable(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
    return folder
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes(String(errorCode(error)))) throw error
    return path.join(tmpdir(), 'vitest-edgejson', 'prepared')
  }
}
