import path from 'node:path'
import { expect, test } from 'vitest'
import { Interruption } from '../../contract/completions.ts'
import { request } from '../../test-support/requests.ts'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import { PACKAGED_FOLDER } from '../test-support/packaged-model.ts'
import { writeTinyModel } from '../test-support/tiny-model.ts'
import { openModel } from './open-model.ts'

const root = temporaryFolder()

test('with the graph as it is, a request that is aborted while it waits does not run and frees nothing', async () => {
  const folder = writeTinyModel(path.join(root, 'tiny'), {
    follows: { z: 'z'.charCodeAt(0) },
    contextLength: 1e6,
  })
  const source = { folder, weights: null, id: 'tiny', specifier: folder }
  const model = await openModel(source, { model: folder, threads: 1 })
  const endless = request({ prompt: { kind: 'text', text: 'z' }, maxNewTokens: 1e6, stop: 'eos' })
  const stop = new AbortController()
  const running = model.complete(endless, stop.signal)
  const waiting = Array.from({ length: 3 }, async () => {
    const abort = new AbortController()
    const answer = model.complete(endless, abort.signal)
    abort.abort(new Interruption('ABORTED', 'gave up'))
    return answer
  })
  for (const answer of await Promise.all(waiting)) {
    expect(answer).toMatchObject({ text: '', failure: { code: 'ABORTED', message: 'gave up' } })
  }
  // The first one still has the only permit: what comes now waits for it.
  let second = false
  const next = model.complete(request({ prompt: { kind: 'text', text: 'z' }, maxNewTokens: 1 }), stop.signal)
  void next.then(() => {
    second = true
  })
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(second).toBe(false)
  stop.abort(new Interruption('ABORTED', 'enough'))
  expect((await running).failure?.code).toBe('ABORTED')
  await next
  await model.close()
})

test('the option dequantize is part of the name of the engine, so of the recording key', async () => {
  const engineOf = async (dequantize: boolean): Promise<string> => {
    const source = { folder: PACKAGED_FOLDER, weights: null, id: 'packaged', specifier: 'builtin' }
    const model = await openModel(source, { model: 'builtin', threads: 1, dequantize })
    const { failure } = await model.complete(request({ maxNewTokens: 3 }), new AbortController().signal)
    expect(failure).toBeUndefined()
    await model.close()
    return model.info.engine
  }
  expect([await engineOf(true), await engineOf(false)]).toEqual(['edgejson-onnx 2', 'edgejson-onnx 1'])
})
