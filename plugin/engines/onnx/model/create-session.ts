import { open } from 'node:fs/promises'
import type * as Onnx from 'onnxruntime-node'
import { EdgejsonError, errorMessage } from '../../../core/errors.ts'
import { condensed } from '../../../core/printable.ts'
import { type Weights, weightsBytes } from './find-weights.ts'

/**
 * How an intra-op thread waits for the next operator: it spins for a short time, then sleeps. Sleeping at once costs a
 * wake-up at each of the thousand operators of a step, a tenth to a third of its time. Spinning without limit takes CPU
 * time from other processes. The gap between two operators is shorter than this.
 */
const WAITING = { allow_spinning: '1', spin_duration_us: '50' }

/**
 * A session on the weights: of their own graph, or of a rewritten one whose long constants are in files in `folder`.
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
    // Only errors: a user can do nothing about warnings on nodes of the graph.
    logSeverityLevel: 3,
    // Every step has other shapes, and a memory pattern would be kept for each.
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
    return `${why} (${bytes} bytes): there is not enough memory; use a smaller dtype or close other programs`
  if (/not implemented|not a registered function|No Op registered|Unrecognized/i.test(why))
    return `${why}: this version of onnxruntime-node lacks an operator; export the model for an older opset`
  if (/external data path/i.test(why))
    return `${why}: the runtime takes weights only from files in the folder of the model; copy the file there in place of a link or an archive`
  return `${why} (${bytes} bytes; an incomplete download gives this error: download it again)`
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
