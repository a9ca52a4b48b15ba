import * as onnx from 'onnxruntime-node'
import { beforeAll, describe, expect, test } from 'vitest'
import { type TokenConstraint, TokenGrammars } from '../../constraint/token-grammar.ts'
import type { EngineResult } from '../../contract/completions.ts'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import { PagedDecoder, type ScheduledSequence } from '../batching/batched-decoder.ts'
import { KvCache } from '../batching/kv-cache.ts'
import { BatchScheduler } from '../batching/scheduler.ts'
import type { StepResult } from '../batching/step-graph.ts'
import type { DecodingConfig } from '../decoding/decoding-config.ts'
import { createSession } from '../model/create-session.ts'
import { findWeights, type Weights } from '../model/find-weights.ts'
import { readModelConfig } from '../model/model-config.ts'
import { PACKAGED_FOLDER, packagedDecoding, packagedRequests } from '../test-support/packaged-model.ts'
import { Decoder } from '../unbatched/decoder.ts'
import { describeGraph } from '../unbatched/decoder-io.ts'
import { generate } from '../unbatched/generate.ts'
import { prepareGraph } from './prepare-graph.ts'

const root = temporaryFolder()
/** The shortest prompts, because CI has little time. */
const REQUESTS = packagedRequests(7)
  .sort((a, b) => a.prompt.text.length - b.prompt.text.length)
  .slice(0, 12)
const never = new AbortController().signal

/** Grammars that force nothing: the model chooses every token under the mask. */
class UnforcedGrammars extends TokenGrammars {
  override async open(grammar: string): Promise<TokenConstraint> {
    const constraint = await super.open(grammar)
    return {
      accept: (token) => constraint.accept(token),
      rollback: (count) => constraint.rollback(count),
      mask: () => constraint.mask(),
      forcedText: () => '',
      dispose: () => constraint.dispose(),
    }
  }
}

class CountingDecoder extends PagedDecoder {
  /** Sum of the sequences of all decode steps. */
  steps = 0
  override step(scheduled: readonly ScheduledSequence[], logits?: boolean): Promise<StepResult> {
    this.steps += scheduled.length
    return super.step(scheduled, logits)
  }
}

/** Completions of the requests in batches, and the decode steps of all sequences. */
async function batched(
  weights: Weights,
  decoding: DecodingConfig,
  concurrency: number,
): Promise<{ results: EngineResult[]; steps: number }> {
  const graph = await prepareGraph(weights, 'packaged', { int8: 'none', candidates: 16 }, root)
  if (graph.kind === 'plain') throw new Error(graph.reason)
  const session = await createSession(onnx, weights, 1, graph)
  const decoder = new CountingDecoder(onnx, session, new KvCache(graph.shape, concurrency, 300))
  const scheduler = new BatchScheduler(decoding, decoder, concurrency)
  const results = await Promise.all(REQUESTS.map((each) => scheduler.submit(each, never)))
  await scheduler.close()
  return { results, steps: decoder.steps }
}

const texts = (results: readonly EngineResult[]): string[] => results.map(({ text }) => text)

describe('the packaged model under the schemas of the packaged test split', () => {
  let weights: Weights
  let decoding: DecodingConfig
  let forced: Awaited<ReturnType<typeof batched>>
  beforeAll(async () => {
    weights = await findWeights(PACKAGED_FOLDER)
    decoding = await packagedDecoding()
    forced = await batched(weights, decoding, 12)
  })

  test('most outputs are complete JSON texts', () => {
    const complete = forced.results.filter(({ finishReason }) => finishReason === 'stop')
    expect(complete.length).toBeGreaterThan(REQUESTS.length / 2)
    for (const { text } of complete) expect(() => JSON.parse(text)).not.toThrow()
  })

  test('forced tokens save steps and change no text', async () => {
    // Without prompt lookup, so that only forced tokens can save steps.
    const withForced = await batched(weights, { ...decoding, lookup: false }, 12)
    expect(texts(withForced.results)).toEqual(texts(forced.results))
    const unforced = await batched(
      weights,
      { ...(await packagedDecoding(UnforcedGrammars)), lookup: false },
      12,
    )
    expect(texts(unforced.results)).toEqual(texts(forced.results))
    expect(withForced.steps).toBeLessThan(unforced.steps)
  })

  test('one sequence at a time by the original graph gives the same texts', async () => {
    const session = await createSession(onnx, weights, 1, null)
    const config = await readModelConfig(PACKAGED_FOLDER)
    const graph = describeGraph(weights.file, session.inputMetadata, session.outputMetadata, config)
    const decoder = new Decoder(onnx, session, graph)
    const results: EngineResult[] = []
    for (const each of REQUESTS) results.push(await generate({ ...decoding, decoder }, each, never))
    await decoder.close()
    expect(texts(results)).toEqual(texts(forced.results))
    expect(results.some(({ speculation }) => (speculation?.accepted ?? 0) > 0)).toBe(true)
  })
})
