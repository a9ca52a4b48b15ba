import path from 'node:path'
import * as onnx from 'onnxruntime-node'
import { type PreparedGraph, prepareGraph } from '../loading/prepare-graph.ts'
import { createSession } from '../model/create-session.ts'
import { type RandomModel, writeRandomModel } from './random-model.ts'

let models = 0

/** How the graph of the model is rewritten. */
export interface RandomGraphOptions {
  readonly int8: 'none' | 'quantized'
  readonly dequantize?: boolean
}

/** A session of a model with random weights, written into the folder `root`, over a paged KV cache. */
export async function openRandomModel(
  root: string,
  model: RandomModel,
  threads: number,
  options: RandomGraphOptions,
): Promise<{
  readonly graph: Extract<PreparedGraph, { kind: 'paged' }>
  readonly session: onnx.InferenceSession
}> {
  const folder = writeRandomModel(path.join(root, `model-${++models}`), model)
  const weights = { file: path.join(folder, 'onnx/model.onnx'), dtype: 'fp32', externalData: [] }
  const graph = await prepareGraph(
    weights,
    `hash-${models}`,
    { ...options, candidates: 1 },
    path.join(root, 'cache'),
  )
  if (graph.kind === 'plain') throw new Error(graph.reason)
  return { graph, session: await createSession(onnx, weights, threads, graph) }
}
