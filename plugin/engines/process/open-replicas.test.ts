import { expect, test } from 'vitest'
import { modelInfo } from '../../records/model-info.ts'
import type { EngineResult } from '../contract/completions.ts'
import type { OpenModel } from '../contract/open-model.ts'
import { openReplicas, shareRequests } from './open-replicas.ts'

const never = new AbortController().signal
const request = (id: string) =>
  ({ id, prompt: { kind: 'text', text: id }, maxNewTokens: 1, stop: 'eos', timeoutMs: 1000 }) as const

/** A model whose completions name it, and that completes a request on request. */
class HandModel implements OpenModel {
  readonly info: OpenModel['info'] = modelInfo({ id: 'hand' })
  readonly maxSequences = 2
  readonly notes: readonly string[] = ['a note']
  readonly requests = new Map<string, (result: EngineResult) => void>()
  closed = 0
  readonly #name: string
  readonly #peak: number | null

  constructor(name: string, peak: number | null = 10) {
    this.#name = name
    this.#peak = peak
  }

  complete({ id }: { readonly id: string }): Promise<EngineResult> {
    return new Promise((resolve) => this.requests.set(id, resolve))
  }

  finish(id: string): void {
    this.requests.get(id)?.({ text: this.#name })
    this.requests.delete(id)
  }

  peakMemoryBytes(): number | null {
    return this.#peak
  }

  async close(): Promise<void> {
    this.closed++
  }
}

test('a request goes to the replica with the fewest requests in flight', async () => {
  const [a, b] = [new HandModel('a'), new HandModel('b')]
  const shared = shareRequests([a, b])
  const first = shared.complete(request('1'), never)
  void shared.complete(request('2'), never)
  void shared.complete(request('3'), never)
  expect([...a.requests.keys(), '|', ...b.requests.keys()]).toEqual(['1', '3', '|', '2'])
  a.finish('1')
  a.finish('3')
  expect(await first).toEqual({ text: 'a' })
  void shared.complete(request('4'), never)
  expect([...a.requests.keys()]).toEqual(['4'])
})

test('replicas are described as one model', async () => {
  const [a, b] = [new HandModel('a'), new HandModel('b', 5)]
  const shared = shareRequests([a, b])
  expect(shared).toMatchObject({ info: a.info, maxSequences: 4, notes: ['a note'] })
  expect(shared.peakMemoryBytes?.()).toBe(15)
  expect(shareRequests([a, new HandModel('c', null)]).peakMemoryBytes?.()).toBeNull()
  await shared.close()
  expect([a.closed, b.closed]).toEqual([1, 1])
})

test('when a replica cannot be opened, the others are closed', async () => {
  const opened: HandModel[] = []
  const open = async (): Promise<OpenModel> => {
    if (opened.length === 1) throw new Error('no memory')
    const model = new HandModel('a')
    opened.push(model)
    return model
  }
  const served = { file: 'unused', model: 'hand', memoryAdvice: 'none' }
  const options = { model: './hand' }
  await expect(openReplicas(open, served, null, [options, options])).rejects.toThrow('no memory')
  expect(opened.map(({ closed }) => closed)).toEqual([1])
})
