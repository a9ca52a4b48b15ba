import os from 'node:os'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { type Graph, onnxFile } from '../../../plugin/engines/onnx/test-support/onnx-file.ts'
import { createRandomSource } from '../../../plugin/stats/random.ts'
import type { Machine } from './results.ts'

/** Rows and columns of a matrix of floats of 256 MiB. */
const LONG = 8192
/** Side of the square matrices whose product is timed: both fit no first cache, and a product takes milliseconds. */
const SIDE = 1024
/** The best of so many runs counts: whatever disturbs only makes it slower. */
const RUNS = 15

/** Measures what bounds every engine on this machine, with products as onnxruntime-node computes them. */
export async function measureMachine(threads: number): Promise<Machine> {
  const loadAverage = os.loadavg()[0] ?? 0
  const floats = (size: number): Float32Array => new Float32Array(size).fill(0.5)
  const { int } = createRandomSource('products')
  const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, () => int(0, 254))
  const readSeconds = await fastest(threads, product('MatMul', 'float32', [1, LONG], [LONG, LONG]), {
    a: new Tensor('float32', floats(LONG), [1, LONG]),
    b: new Tensor('float32', floats(LONG * LONG), [LONG, LONG]),
  })
  const square = [SIDE, SIDE]
  const fp32Seconds = await fastest(threads, product('MatMul', 'float32', square, square), {
    a: new Tensor('float32', floats(SIDE * SIDE), square),
    b: new Tensor('float32', floats(SIDE * SIDE), square),
  })
  const int8Seconds = await fastest(threads, product('MatMulInteger', 'uint8', square, square), {
    a: new Tensor('uint8', bytes(SIDE * SIDE), square),
    b: new Tensor('uint8', bytes(SIDE * SIDE), square),
  })
  const operations = 2 * SIDE ** 3
  return {
    cpu: os.cpus()[0]?.model ?? 'unknown',
    threads,
    memoryGiB: os.totalmem() / 2 ** 30,
    node: process.version,
    readGBps: (4 * LONG * LONG) / readSeconds / 1e9,
    fp32Gops: operations / fp32Seconds / 1e9,
    int8Gops: operations / int8Seconds / 1e9,
    loadAverage,
  }
}

function product(
  type: 'MatMul' | 'MatMulInteger',
  element: 'float32' | 'uint8',
  a: readonly number[],
  b: readonly number[],
): Graph {
  return {
    nodes: [{ type, inputs: ['a', 'b'], outputs: ['c'] }],
    inputs: [
      { name: 'a', type: element, shape: a },
      { name: 'b', type: element, shape: b },
    ],
    outputs: [{ name: 'c', type: type === 'MatMul' ? 'float32' : 'int32', shape: [a[0] ?? 1, b[1] ?? 1] }],
    constants: [],
  }
}

async function fastest(threads: number, graph: Graph, feeds: Record<string, Tensor>): Promise<number> {
  const session = await InferenceSession.create(onnxFile(graph), {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  })
  let best = Number.POSITIVE_INFINITY
  try {
    for (let run = 0; run < RUNS; run++) {
      const started = performance.now()
      await session.run(feeds)
      best = Math.min(best, (performance.now() - started) / 1000)
    }
  } finally {
    await session.release()
  }
  return best
}
