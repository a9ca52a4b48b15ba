import { open } from 'node:fs/promises'
import type * as Onnx from 'onnxruntime-node'
import { EdgejsonError, errorMessage } from '../../../core/errors.ts'
import { condensed } from '../../../core/printable.ts'
import { type Weights, weightsBytes } from './find-weights.ts'

/**
 * How a thread waits for its part of the next operator. Sleeping costs a wake-up at each of the thousand operators of a
 * step, a tenth to a third of its time; spinning without end takes the CPU from other work. The gap
 * between two operators is shorter than this.
 */
const WAITING = { allow_spinning: '1', spin_duration_us: '50' }

/**
 * A session on the weights: of their own graph, or of a rewritten one whose long constants lie in files in `folder`.
 *
 * @throws EdgejsonError `BAD_MODEL` that names the file.
 */
export async function createSession(
  onnx: typeof Onnx,
  weights: Weights,
  threads: number,
  rewritten: { readonly bytes: Uint8Array; readonly folder: string } | null,
): Promise<Onnx.InferenceSession> {
  const options: Onnx.InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Only errors; warnings about the graph's own nodes are no user's business.
    logSeverityLevel: 3,
    // Every step has another shape; patterns of memory would be kept for each.
    enableMemPattern: false,
    extra: { session: { intra_op: WAITING } },
  }
  try {
    if (rewritten === null) {
      // The path, not the bytes: external data is searched next to it.
      return await onnx.InferenceSession.create(weights.file, options)
    }
    return await onnx.InferenceSession.create(rewritten.bytes, {
      ...options,
      extra: {
        session: {
          intra_op: WAITING,
          model_external_initializers_file_folder_path: rewritten.folder,
        },
      },
    })
  } catch (error) {
    throw new EdgejsonError('BAD_MODEL', `cannot load ${weights.file}: ${await reason(weights, error)}`, {
      cause: error,
    })
  }
}

async function reason(weights: Weights, error: unknown): Promise<string> {
  if (await isLfsPointer(weights.file)) return 'it is a Git LFS pointer, not the weights; run `git lfs pull`'
  const why = condensed(errorMessage(error))
  const bytes = await weightsBytes(weights)
  if (/bad_alloc|allocate memory|out of memory/i.test(why))
    return `${why} (${bytes} bytes): there is not enough memory; take a smaller dtype or close other programs`
  if (/not implemented|not a registered function|No Op registered|Unrecognized/i.test(why))
    return `${why}: this version of onnxruntime-node lacks an operator; export the model for an older opset`
  if (/external data path/i.test(why))
    return `${why}: the runtime takes weights only from files in the folder of the model; copy the file there in place of a link or an archive`
  return `${why} (${bytes} bytes; a download that broke off looks like this: fetch it again)`
}

async function isLfsPointer(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(40), 0, 40, 0)
    return buffer.toString('latin1', 0, bytesRead).startsWith('version https://git-lfs')
  } finally {
    await handle.close()
  }
}
