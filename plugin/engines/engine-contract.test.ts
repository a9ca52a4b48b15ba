import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { Engine } from '../records/engine.ts'
import { defineEngine } from './contract/define-engine.ts'
import { chat, json, type LocalServer, localServer, promptOf } from './http/test-support/local-server.ts'
import { loadEngine } from './load-engine.ts'
import { END, writeTinyModel } from './onnx/test-support/tiny-model.ts'
import { openRecording } from './replay/open-recording.ts'
import { describeEngine } from './test-support/engine-contract.ts'
import { requestsFor } from './test-support/requests.ts'
import { temporaryFolder } from './test-support/temporary-folder.ts'

const root = temporaryFolder()
const ANSWERS = { one: '{"n": 1}', two: '{"n": 2}', drei: '{"n": "drei"}' }
const SLOW = 'slow'

/** An engine of this process, as a user might write one. */
function inProcess(contentSha256: string | null = null): Engine {
  return defineEngine({
    model: { id: 'in-process', contentSha256 },
    concurrency: 2,
    answer: async ({ id }, signal) => {
      if (id === SLOW) await new Promise((resolve) => signal.addEventListener('abort', resolve))
      signal.throwIfAborted()
      return new Map(Object.entries(ANSWERS)).get(id) ?? ''
    },
  })
}

describeEngine('a function', { load: async () => inProcess(), answers: ANSWERS, slow: SLOW })

// Which byte follows which: `a` and `b` lead to an answer, `z` to itself for ever.
const tiny = writeTinyModel(path.join(root, 'tiny'), {
  follows: { a: 'x'.charCodeAt(0), x: END, b: 'y'.charCodeAt(0), y: END, z: 'z'.charCodeAt(0) },
  contextLength: 1e6,
})
describeEngine('an ONNX model', {
  load: () => loadEngine({ model: tiny, threads: 1 }),
  answers: { a: 'x', 'a longer prompt to b': 'y', zzza: 'x' },
  slow: 'z',
  capabilities: ['token counts', 'time to first token', 'batch-invariant', 'abort within a step'],
})

let server: LocalServer
beforeAll(async () => {
  server = await localServer((asked, response) => {
    if (asked.method === 'GET') return json(response, { data: [{ id: 'served' }] })
    const prompt = promptOf(asked)
    if (prompt !== SLOW) json(response, chat(new Map(Object.entries(ANSWERS)).get(prompt) ?? ''))
  })
})
afterAll(() => server.close())
describeEngine('a server', {
  load: () => loadEngine({ model: `${server.url}/v1` }),
  answers: ANSWERS,
  slow: SLOW,
})

const file = path.join(root, 'engine.mjs')
writeFileSync(
  file,
  `const ANSWERS = new Map(Object.entries(${JSON.stringify(ANSWERS)}))
const none = { queueMs: null, prefillMs: null, firstTokenMs: null, decodeMs: null, totalMs: null }
const failed = (code) => ({ text: '', finishReason: code === 'ABORTED' ? 'error' : 'timeout', tokensIn: null, tokensOut: null,
  timings: none, replayed: false, error: { code, message: code } })
export default () => {
  const closing = new AbortController()
  return {
    model: { id: 'module' },
    replay: false,
    close: async () => closing.abort(),
    generate: (requests, signal) => Promise.all(requests.map(async ({ id, timeoutMs }) => {
      if (closing.signal.aborted) throw Object.assign(new Error('closed'), { name: 'EdgejsonError', code: 'ENGINE_FAILED' })
      if (signal?.aborted) return failed('ABORTED')
      if (id === '${SLOW}') return new Promise((resolve) => {
        setTimeout(() => resolve(failed('ENGINE_TIMEOUT')), timeoutMs)
        for (const each of [signal, closing.signal]) each?.addEventListener('abort', () => resolve(failed('ABORTED')))
      })
      return { text: ANSWERS.get(id), finishReason: 'stop', tokensIn: null, tokensOut: null, timings: none, replayed: false }
    })),
  }
}
`,
)
describeEngine('a module', { load: () => loadEngine({ model: file }), answers: ANSWERS, slow: SLOW })

let recordings = 0
async function recorded(
  contentSha256: string | null,
): Promise<{ engine: Engine; finish: () => Promise<void>; finalFile: string }> {
  const folder = path.join(root, `recording-${++recordings}`)
  mkdirSync(folder)
  const finalFile = path.join(folder, 'final.jsonl')
  const { engine, finish } = await openRecording({ engine: inProcess(contentSha256), finalFile })
  return { engine, finish, finalFile }
}
for (const [kind, contentSha256] of [
  ['without a content hash', null],
  ['with one', 'a'.repeat(64)],
] as const) {
  describeEngine(`an engine ${kind} that is recorded`, {
    load: async () => (await recorded(contentSha256)).engine,
    answers: ANSWERS,
    slow: SLOW,
  })
}

describeEngine('a replay', {
  load: async () => {
    const { engine, finish, finalFile } = await recorded(null)
    await engine.generate(requestsFor(Object.keys(ANSWERS), { maxNewTokens: 400 }))
    await finish()
    await engine.close()
    return loadEngine({ model: `replay:${finalFile}` })
  },
  answers: ANSWERS,
  slow: null,
})
