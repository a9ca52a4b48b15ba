import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type EngineOptions, loadEngine } from 'vitest-edgejson/engines'
import { packagedRequests } from '../../../plugin/engines/onnx/test-support/packaged-model.ts'
import { END, spell, writeTinyModel } from '../../../plugin/engines/onnx/test-support/tiny-model.ts'
import { request } from '../../../plugin/engines/test-support/requests.ts'
import { temporaryFolder } from '../../../plugin/engines/test-support/temporary-folder.ts'
import type { Completion } from '../../../plugin/records/completion.ts'
import type { CompletionRequest, Engine } from '../../../plugin/records/engine.ts'
import { CHROMIUM, lacksOfEngine } from '../support/chromium.ts'
import { allGone, descendantsOf } from '../support/processes.ts'

const lacks = await lacksOfEngine()
const root = temporaryFolder()
/** Temporary files of engines. */
const temporary = temporaryFolder()
process.env.TMPDIR = temporary
const engines: Engine[] = []
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
})

async function open(model: string, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await loadEngine({ model, runtime: 'browser', browser: CHROMIUM, threads: 1, ...options })
  engines.push(engine)
  return engine
}

async function complete(engine: Engine, more: Partial<CompletionRequest> = {}): Promise<Completion> {
  const [completion] = await engine.generate([request({ stop: 'eos', ...more })])
  if (completion === undefined) throw new Error('no completion')
  return completion
}

/** A model that writes `z` until it is stopped. */
const endless = writeTinyModel(path.join(root, 'endless'), {
  follows: { z: 'z'.charCodeAt(0) },
  contextLength: 1e6,
  modelType: 'llama',
})
const ENDLESS = { prompt: { kind: 'text', text: 'z' }, maxNewTokens: 1e6, timeoutMs: 60_000 } as const

describe.skipIf(lacks !== null)(`a model in a page (skipped: ${lacks})`, () => {
  test('says what it is, and has the completions of the ONNX engine', async () => {
    const asked = packagedRequests(12).map(({ constraint: _, expected: __, ...each }) => ({
      ...each,
      maxNewTokens: 40,
    }))
    const page = await open('builtin', { threads: 2 })
    expect(page.model).toMatchObject({
      id: 'edgejson-nano',
      engine: 'transformers.js in a browser',
      engineVersion: expect.stringMatching(/^4\.\d+\.\d+, onnxruntime-web 1\.\d+\.\d+\S*$/),
      browser: {
        name: 'Chromium',
        version: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
        crossOriginIsolated: true,
        adapter: null,
        softwareAdapter: false,
      },
      numerics: 'as in the file',
      device: 'wasm',
      dtype: 'q8',
      threads: 2,
    })
    expect([page.notes, page.concurrency]).toEqual([[], 1])
    const onnx = await loadEngine({ model: 'builtin', threads: 1 })
    engines.push(onnx)
    expect(page.model.contentSha256).toBe(onnx.model.contentSha256)
    const outputs = async (engine: Engine): Promise<unknown[]> =>
      (await engine.generate(asked)).map(({ text, tokensIn, tokensOut, finishReason }) => [
        text,
        tokensIn,
        tokensOut,
        finishReason,
      ])
    expect(await outputs(page)).toEqual(await outputs(onnx))
    // More than any process of a browser without a model has.
    if (process.platform === 'linux') expect(page.peakMemoryBytes?.()).toBeGreaterThan(250 * 2 ** 20)
    else expect(page.peakMemoryBytes?.()).toBeNull()
  })

  test('weights of any name and place, external data, chat template', async () => {
    const folder = path.join(root, 'named')
    const script = { at: '<user>hi:'.length, bytes: spell('above') }
    writeTinyModel(folder, { script, modelType: 'llama', external: 'weights.bin' }, 'model_mine.onnx')
    const engine = await open(folder, { dtype: 'mine', concurrency: 4 })
    const asked = { prompt: { kind: 'chat', text: 'hi' } } as const
    expect(await complete(engine, asked)).toMatchObject({
      text: 'above',
      tokensIn: '<user>hi:'.length,
      tokensOut: 6,
      finishReason: 'stop',
    })
    expect(engine.notes).toEqual([
      'transformers.js generates one completion at a time; concurrency 4 has no effect',
    ])
  })

  test('a model or browser that cannot be used is one error with the reason and the way out', async () => {
    const unknown = writeTinyModel(path.join(root, 'unknown'), { script: { at: 1, bytes: [END] } })
    await expect(open(unknown)).rejects.toThrow(
      /the page cannot load the model on device 'wasm': .*tiny.*; use engine\.runtime 'onnx'/,
    )
    await expect(open(endless, { browser: 'no/such/browser' })).rejects.toThrow(
      /option engine\.browser is "no\/such\/browser", and there is no file .*; give the path of a Chromium, or 'chromium', 'chrome' or 'msedge'/,
    )
    await expect(open(endless, { browser: process.execPath })).rejects.toThrow(
      /the browser ".*node.*" cannot be started: .* Give the path of another one in engine\.browser, or run: npx playwright-core install chromium/,
    )
    expect(readdirSync(temporary)).toEqual([])
    expect(descendantsOf(process.pid).filter(({ command }) => command.includes('model-process'))).toEqual([])
  })

  describe.skipIf(process.platform !== 'linux')('processes (skipped: read from /proc of Linux)', () => {
    test('time-out and abort end one request; closing leaves no process', async () => {
      const engine = await open(endless)
      const late = await complete(engine, { ...ENDLESS, timeoutMs: 200 })
      expect(late).toMatchObject({ finishReason: 'timeout', error: { code: 'ENGINE_TIMEOUT' } })
      expect(late.text).toMatch(/^z+$/)
      const abort = new AbortController()
      const stopped = engine.generate([request(ENDLESS), request(ENDLESS)], abort.signal)
      setTimeout(() => abort.abort(), 200)
      expect((await stopped).map(({ error }) => error?.code)).toEqual(['ABORTED', 'ABORTED'])
      expect(await complete(engine, { ...ENDLESS, maxNewTokens: 3 })).toMatchObject({ text: 'zzz' })

      const processes = descendantsOf(process.pid)
      expect(processes.some(({ command }) => command.includes('--type=renderer'))).toBe(true)
      await engine.close()
      await allGone(processes)
      expect(readdirSync(temporary)).toEqual([])
    })

    test.each([
      [
        'the process of the model',
        'browser/model-process',
        /process of the model .* ended with signal SIGKILL/,
      ],
      ['the browser', '--remote-debugging-pipe', /the browser Chromium [\d.]+ has ended/],
      ['the page', '--type=renderer', /the page of the model has crashed/],
    ])('%s is killed: one error, and no process is left', async (_, pattern, message) => {
      const engine = await open(endless)
      const running = engine.generate([request(ENDLESS)])
      await new Promise((resolve) => setTimeout(resolve, 300))
      const processes = descendantsOf(process.pid)
      const killed = processes.filter(
        ({ command }) =>
          command.includes(pattern) && (pattern.startsWith('--type') || !command.includes('--type=')),
      )
      expect(killed.length).toBeGreaterThan(0)
      for (const { pid } of killed) process.kill(pid, 'SIGKILL')
      const [completion] = await running
      expect(completion).toMatchObject({ finishReason: 'error', error: { code: 'ENGINE_FAILED' } })
      expect(completion?.error?.message).toMatch(message)
      expect((await complete(engine, ENDLESS)).error?.message).toMatch(message)
      await engine.close()
      await allGone(processes)
      expect(readdirSync(temporary)).toEqual([])
    })

    test('a killed test process leaves nothing behind', async () => {
      const code =
        "import { loadEngine } from 'vitest-edgejson/engines'\n" +
        `const engine = await loadEngine(${JSON.stringify({ model: endless, runtime: 'browser', browser: CHROMIUM, threads: 1 })})\n` +
        `engine.generate([${JSON.stringify({ id: 'one', ...ENDLESS, stop: 'eos' })}])\n` +
        "process.stdout.write('open')\n"
      const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(child.stdout, 'data')
      const processes = descendantsOf(process.pid)
      expect(processes.some(({ command }) => command.includes('--type=renderer'))).toBe(true)
      child.kill('SIGKILL')
      await allGone(processes)
    })
  })
})
