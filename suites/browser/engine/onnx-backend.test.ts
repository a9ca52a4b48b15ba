import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type EngineOptions, loadEngine } from 'vitest-edgejson/engines'
import { packagedRequests } from '../../../plugin/engines/onnx/test-support/packaged-model.ts'
import { END, writeTinyModel } from '../../../plugin/engines/onnx/test-support/tiny-model.ts'
import { describeEngine } from '../../../plugin/engines/test-support/engine-contract.ts'
import { request } from '../../../plugin/engines/test-support/requests.ts'
import { temporaryFolder } from '../../../plugin/engines/test-support/temporary-folder.ts'
import type { Completion } from '../../../plugin/records/completion.ts'
import type { CompletionRequest, Engine } from '../../../plugin/records/engine.ts'
import type { ModelInfo } from '../../../plugin/records/model-info.ts'
import { CHROMIUM, lacksOfEngine } from '../support/chromium.ts'

const lacks = await lacksOfEngine('onnxruntime-web')
const root = temporaryFolder()
const engines: Engine[] = []
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
})

const IN_PAGE = { runtime: 'browser', backend: 'onnx', browser: CHROMIUM } as const
/** Short examples of the packaged test split. */
const asked = packagedRequests(20)
  .sort((a, b) => a.expected.length - b.expected.length)
  .slice(0, 4)
const free = asked.map(({ constraint: _, expected: __, ...each }): CompletionRequest => each)

async function open(options: Omit<EngineOptions, 'model'> & { readonly model?: string }): Promise<Engine> {
  const engine = await loadEngine({ model: 'builtin', threads: 1, ...options })
  engines.push(engine)
  return engine
}

let inNode: Promise<{ readonly model: ModelInfo; readonly completions: unknown[] }> | undefined
/** What the engine in Node says of the model, and its completions of {@link free}. */
function ofNode(): NonNullable<typeof inNode> {
  inNode ??= open({}).then(async (node) => ({
    model: node.model,
    completions: (await node.generate(free)).map(compared),
  }))
  return inNode
}

/** What the packaged model writes in Node after the shortest of these prompts, which it ends by itself. */
async function answersInNode(): Promise<Readonly<Record<string, string>>> {
  const node = await loadEngine({ model: 'builtin', threads: 1 })
  const texts = free.slice(0, 3).map(({ prompt }) => (prompt.kind === 'text' ? prompt.text : ''))
  const completions = await node.generate(texts.map((text) => request({ prompt: { kind: 'text', text } })))
  await node.close()
  return Object.fromEntries(texts.map((text, index) => [text, completions[index]?.text ?? '']))
}

function compared({ text, tokensIn, tokensOut, finishReason }: Completion): unknown {
  return { text, tokensIn, tokensOut, finishReason }
}

const answers = lacks === null ? await answersInNode() : {}

describe.skipIf(lacks !== null)(`our engine in a page (skipped: ${lacks})`, () => {
  describeEngine('our engine in a page', {
    load: () => loadEngine({ model: 'builtin', threads: 1, ...IN_PAGE }),
    answers,
    // The packaged model repeats itself until a limit.
    slow: 'z',
    oneEngine: true,
    capabilities: ['token counts', 'time to first token', 'batch-invariant', 'abort within a step'],
  })

  test('says what it is, and has the completions that it has in Node; late requests join the batch', async () => {
    const node = await ofNode()
    const page = await open({ ...IN_PAGE, threads: 2, concurrency: 3 })
    expect(page.model).toMatchObject({
      id: 'edgejson-nano',
      engine: `${node.model.engine} in a browser`,
      numerics: 'as in the file',
      device: 'wasm',
      dtype: 'q8',
      threads: 2,
      contentSha256: node.model.contentSha256,
    })
    expect(page.model.engineVersion).toMatch(/^onnxruntime-web 1\.\d+\.\d+/)
    expect([page.notes, page.concurrency]).toEqual([[], 3])
    const completions = await page.generate(free)
    expect(completions.map(compared)).toEqual(node.completions)
    expect(completions.some(({ speculation }) => (speculation?.accepted ?? 0) > 0)).toBe(true)

    const abort = new AbortController()
    const endless = request({ prompt: { kind: 'text', text: 'z' }, maxNewTokens: 1e6, timeoutMs: 60_000 })
    const running = page.generate([endless], abort.signal)
    // Without a turn of the event loop before each step, the second request would wait for the end of the first.
    const [short] = await page.generate([{ ...endless, maxNewTokens: 3 }])
    expect(short).toMatchObject({ finishReason: 'length', tokensOut: 3 })
    abort.abort()
    expect((await running)[0]?.error?.code).toBe('ABORTED')
  })

  test('one sequence without prompt lookup has the same completions', async () => {
    const { completions } = await ofNode()
    const one = await open({ ...IN_PAGE, concurrency: 1, promptLookup: false })
    const plain = await one.generate(free.slice(0, 2))
    expect(plain.map(compared)).toEqual(completions.slice(0, 2))
    expect(plain.every(({ speculation }) => speculation === undefined)).toBe(true)
  })

  test('constrained completions are those of Node', async () => {
    const constrain = 'schema'
    const node = await open({ constrain })
    const page = await open({ ...IN_PAGE, constrain })
    expect(page.model.constraint).toBe(node.model.constraint)
    const requests = asked.map(({ expected: _, ...each }) => each)
    expect((await page.generate(requests)).map(compared)).toEqual(
      (await node.generate(requests)).map(compared),
    )
  })

  test('a graph that is not rewritten is one error with the way out', async () => {
    const model = writeTinyModel(path.join(root, 'plain'), { follows: { a: END } })
    await expect(open({ ...IN_PAGE, model })).rejects.toThrow(
      /engine\.backend 'onnx' cannot run .*model\.onnx in a page: the graph has no GroupQueryAttention; use engine\.backend 'transformers\.js'\./,
    )
  })
})
