import type * as Onnx from 'onnxruntime-node'
import { EdgejsonError, errorMessage } from '../../../core/errors.ts'
import { condensed } from '../../../core/printable.ts'
import { NextTokens } from '../decoding/next-tokens.ts'
import { ZERO } from '../graph/int8-matmul.ts'
import { DECODER } from '../graph/rewrite-decoder.ts'
import type { IntegerTensor } from './step-inputs.ts'

/** The part of a runtime that runs a rewritten graph, which onnxruntime-node and onnxruntime-web share. */
export type TensorRuntime = Pick<typeof Onnx, 'Tensor'>
/** The part of its session. */
export type GraphSession = Pick<Onnx.InferenceSession, 'inputNames' | 'release'> & {
  run(
    feeds: Onnx.InferenceSession.FeedsType,
    fetches: readonly string[],
  ): Promise<Onnx.InferenceSession.ReturnType>
}

/** Outputs of one run of the graph. */
export interface StepResult {
  /** The most likely next tokens after each token of the step, in the order of the sequences. */
  readonly next: NextTokens
  /** New keys and values, `[tokens, layers × 2 × heads × head size]`. */
  readonly cache: Float32Array
  /** Logits `[rows, vocabulary]`; null unless `keepLogits` is set. */
  readonly logits: Float32Array | null
}

/** The inputs of one run by name. */
export type Feeds = Record<string, Onnx.Tensor>

/** A rewritten graph in a runtime: its tensors, and runs with outputs that are checked. */
export class StepGraph {
  readonly inputs: ReadonlySet<string>
  readonly #onnx: TensorRuntime
  readonly #session: GraphSession

  constructor(onnx: TensorRuntime, session: GraphSession) {
    this.#onnx = onnx
    this.#session = session
    this.inputs = new Set(session.inputNames)
  }

  async close(): Promise<void> {
    await this.#session.release()
  }

  /** @param rows rows whose next token is computed */
  async run(feeds: Feeds, rows: number, withLogits: boolean): Promise<StepResult> {
    const fetches: string[] = [DECODER.next, DECODER.check, DECODER.cache]
    if (withLogits) fetches.push(DECODER.logits)
    const results = await this.#session.run(feeds, fetches).catch((error: unknown) => {
      throw explained(error)
    })
    const next = results[DECODER.next]?.data
    const check = floatsOf(results[DECODER.check])
    const cache = floatsOf(results[DECODER.cache])
    if (!(next instanceof BigInt64Array) || next.length % rows !== 0) throw lacking(DECODER.next)
    if (check.some(Number.isNaN)) {
      throw new EdgejsonError(
        'ENGINE_FAILED',
        'the logits of the model are not numbers; its weights are damaged or overflow in this dtype',
      )
    }
    const logits = withLogits ? floatsOf(results[DECODER.logits]) : null
    return { next: new NextTokens(Array.from(next, Number), rows, logits), cache, logits }
  }

  /** A tensor over the beginning of `data`, without a copy. */
  floats(data: Float32Array, dims: readonly number[]): Onnx.Tensor {
    const size = dims.reduce((product, each) => product * each, 1)
    return new this.#onnx.Tensor('float32', data.subarray(0, size), dims)
  }

  integers({ data, dims }: IntegerTensor<Int32Array>): Onnx.Tensor {
    return new this.#onnx.Tensor('int32', data, dims)
  }

  zeroPoints(count: number): Onnx.Tensor {
    return new this.#onnx.Tensor('uint8', new Uint8Array(count).fill(ZERO), [count])
  }

  longs({ data, dims }: IntegerTensor<BigInt64Array>): Onnx.Tensor {
    return new this.#onnx.Tensor('int64', data, dims)
  }
}

function floatsOf(tensor: Onnx.Tensor | undefined): Float32Array {
  if (tensor === undefined || !(tensor.data instanceof Float32Array)) throw lacking('floats')
  return tensor.data
}

/** The runtime's message, and what to do if there was not enough memory. */
function explained(error: unknown): EdgejsonError {
  const why = condensed(errorMessage(error))
  const memory = /bad_alloc|allocat|out of memory/i.test(why)
    ? '. There is not enough memory: lower concurrency or kvCacheMegabytes, or use a smaller dtype'
    : ''
  return new EdgejsonError('ENGINE_FAILED', `the runtime could not compute a step: ${why}${memory}`, {
    cause: error,
  })
}

function lacking(what: string): EdgejsonError {
  return new EdgejsonError('ENGINE_FAILED', `the runtime returned no ${what}`)
}
