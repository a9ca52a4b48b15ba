import type * as Onnx from 'onnxruntime-node'
import { EdgejsonError } from '../../../core/errors.ts'
import { argmax } from '../decoding/argmax.ts'
import { NextTokens } from '../decoding/next-tokens.ts'
import type { CacheTensor, DecoderGraph } from './decoder-io.ts'

/** The KV cache of one sequence: the past as the graph's own tensors, and how many tokens it holds. */
export interface Past {
  readonly length: number
  readonly feeds: Readonly<Record<string, Onnx.Tensor>>
}

/** One sequence at a time through a decoder's session. Every call is one run of the graph and blocks its thread. */
export class Decoder {
  readonly #onnx: typeof Onnx
  readonly #session: Onnx.InferenceSession
  readonly #graph: DecoderGraph

  constructor(onnx: typeof Onnx, session: Onnx.InferenceSession, graph: DecoderGraph) {
    this.#onnx = onnx
    this.#session = session
    this.#graph = graph
  }

  /** The past before the first token. */
  empty(): Past {
    return {
      length: 0,
      feeds: Object.fromEntries(this.#graph.cache.map((each) => [each.input, this.#none(each)])),
    }
  }

  /** Adds tokens to the past without reading their logits, which are then not copied out of the runtime. */
  async extend(past: Past, tokens: readonly number[]): Promise<Past> {
    return (await this.#run(past, tokens, false)).past
  }

  /** Adds tokens to the past; the most likely next token after each of them, with its logits. */
  async next(past: Past, tokens: readonly number[]): Promise<{ past: Past; next: NextTokens }> {
    const { past: after, logits } = await this.#run(past, tokens, true)
    if (logits === undefined) throw new EdgejsonError('ENGINE_FAILED', 'the model returned no logits')
    return { past: after, next: likeliest(logits, tokens.length) }
  }

  /** The past without its last tokens. The rest is copied, because the graph's tensors are contiguous. */
  truncate(past: Past, length: number): Past {
    if (length >= past.length) return past
    const feeds = this.#graph.cache.map(({ input, emptyShape }): [string, Onnx.Tensor] => {
      const tensor = past.feeds[input]
      if (tensor === undefined) throw new EdgejsonError('ENGINE_FAILED', `the past has no ${input}`)
      return [input, this.#shorten(tensor, emptyShape.indexOf(0), length)]
    })
    return { length, feeds: Object.fromEntries(feeds) }
  }

  async close(): Promise<void> {
    await this.#session.release()
  }

  #shorten(tensor: Onnx.Tensor, axis: number, length: number): Onnx.Tensor {
    const { data, dims } = tensor
    if (!(data instanceof Float32Array) && !ArrayBuffer.isView(data)) {
      throw new EdgejsonError('ENGINE_FAILED', 'the cache of the model holds no numbers')
    }
    const rows = dims[axis] ?? 0
    const width = dims.slice(axis + 1).reduce((product, size) => product * size, 1)
    const blocks = dims.slice(0, axis).reduce((product, size) => product * size, 1)
    const shape = dims.map((size, index) => (index === axis ? length : size))
    const source =
      data instanceof Float32Array ? data : new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
    const target = new (source instanceof Float32Array ? Float32Array : Uint16Array)(blocks * length * width)
    for (let block = 0; block < blocks; block++) {
      const start = block * rows * width
      target.set(source.subarray(start, start + length * width), block * length * width)
    }
    return target instanceof Float32Array
      ? new this.#onnx.Tensor('float32', target, shape)
      : new this.#onnx.Tensor('float16', target, shape)
  }

  async #run(
    past: Past,
    tokens: readonly number[],
    wantLogits: boolean,
  ): Promise<{ past: Past; logits: Onnx.Tensor | undefined }> {
    const { inputIds, attentionMask, positionIds, logitsToKeep, logits, cache } = this.#graph
    const length = past.length + tokens.length
    const feeds: Record<string, Onnx.Tensor> = { ...past.feeds }
    feeds[inputIds.name] = this.#integers(inputIds.type, tokens, [1, tokens.length])
    if (attentionMask !== null) {
      feeds[attentionMask.name] = this.#integers(attentionMask.type, new Array<number>(length).fill(1), [
        1,
        length,
      ])
    }
    if (positionIds !== null) {
      const positions = tokens.map((_, index) => past.length + index)
      feeds[positionIds.name] = this.#integers(positionIds.type, positions, [1, tokens.length])
    }
    if (logitsToKeep !== null) {
      const kept = wantLogits ? tokens.length : 1
      feeds[logitsToKeep.name] = this.#integers(logitsToKeep.type, [kept], [])
    }

    const fetches = cache.map(({ output }) => output)
    if (wantLogits) fetches.push(logits)
    // onnxruntime-node runs inside setImmediate, so timers and aborts are handled between two steps.
    const results = await this.#session.run(feeds, fetches)
    const present: Record<string, Onnx.Tensor> = {}
    for (const { input, output } of cache) {
      const tensor = results[output]
      if (tensor === undefined) throw new EdgejsonError('ENGINE_FAILED', `the model returned no ${output}`)
      present[input] = tensor
    }
    return { past: { length, feeds: present }, logits: wantLogits ? results[logits] : undefined }
  }

  #integers(type: 'int64' | 'int32', values: readonly number[], shape: readonly number[]): Onnx.Tensor {
    return type === 'int64'
      ? new this.#onnx.Tensor('int64', BigInt64Array.from(values, BigInt), shape)
      : new this.#onnx.Tensor('int32', Int32Array.from(values), shape)
  }

  #none({ type, emptyShape }: CacheTensor): Onnx.Tensor {
    return type === 'float32'
      ? new this.#onnx.Tensor('float32', new Float32Array(0), emptyShape)
      : new this.#onnx.Tensor('float16', new Uint16Array(0), emptyShape)
  }
}

/** The most likely token of each of the last `count` rows of logits `[1, rows, vocabulary]`. */
function likeliest(logits: Onnx.Tensor, count: number): NextTokens {
  const vocabulary = logits.dims.at(-1) ?? 0
  const { data } = logits
  // Node 24 returns half floats as Float16Array; argmax needs their bits.
  const values =
    data instanceof Float32Array || data instanceof Uint16Array
      ? data
      : ArrayBuffer.isView(data)
        ? new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
        : null
  if (values === null || values.length < count * vocabulary) return damaged()
  const first = values.length - count * vocabulary
  const tokens = Array.from({ length: count }, (_, row) => {
    const token = argmax(values, first + row * vocabulary, vocabulary)
    return token < 0 ? damaged() : token
  })
  return new NextTokens(tokens, count, values.subarray(first))
}

function damaged(): never {
  throw new EdgejsonError(
    'ENGINE_FAILED',
    'the logits of the model are not numbers; its weights are damaged or overflow in this dtype',
  )
}
