import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type EngineOptions, loadEngine } from 'vitest-edgejson/engines'
import { request } from '../../plugin/engines/test-support/requests.ts'
import type { CompletionRequest, Engine } from '../../plugin/records/engine.ts'
import { weights } from './weights.ts'

const model = weights()
const open: Engine[] = []
afterEach(async () => {
  for (const engine of open.splice(0)) await engine.close()
})
async function load(options: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = await loadEngine({ model, threads: 1, ...options })
  open.push(engine)
  return engine
}
const text = (prompt: string, more: Partial<CompletionRequest> = {}): CompletionRequest =>
  request({ id: prompt, prompt: { kind: 'text', text: prompt }, timeoutMs: 60_000, ...more })

/** Processes of models whose parent this process is. */
function modelProcesses(): number[] {
  try {
    const found = execFileSync('pgrep', ['-P', String(process.pid), '-f', 'gguf-process'], {
      encoding: 'utf8',
    })
    return found.trim().split('\n').map(Number)
  } catch {
    return []
  }
}

describe('a GGUF file', () => {
  test('its description holds what determines a completion', async () => {
    const { model: info } = await load({ contextSize: 512 })
    expect(info).toMatchObject({ engine: 'node-llama-cpp', device: 'cpu', threads: 1, contextLength: 512 })
    expect(info.engineVersion).toMatch(/^\d+\.\d+\.\d+, llama\.cpp \S+$/)
    expect(info.contentSha256).toMatch(/^[0-9a-f]{64}$/)
    expect(info.dtype).toMatch(/^[a-z]+\d/)
    expect(info.parameters).toBeGreaterThan(1e6)
    expect(info.bytes).toBeGreaterThan(1e6)
  })

  test('a temperature samples: the seed and the repeat decide, and 0 is greedy', async () => {
    const answers = async (options: Partial<EngineOptions>): Promise<string[]> => {
      const engine = await load({ contextSize: 512, ...options })
      const asked = (repeat?: number) =>
        text('The weather today is', {
          maxNewTokens: 24,
          stop: 'eos',
          ...(repeat === undefined ? {} : { repeat }),
        })
      const made = await engine.generate([asked(), asked(2)])
      return made.map((each) => each.text)
    }
    const [greedy, again] = await answers({})
    expect(again).toBe(greedy)
    const sampled = await answers({ temperature: 1.5, seed: 7 })
    expect(await answers({ temperature: 1.5, seed: 7 })).toEqual(sampled)
    expect(sampled[1]).not.toBe(sampled[0])
    expect((await answers({ temperature: 1.5, seed: 8 }))[0]).toBe(sampled[1])
  })

  test('the token limit, the end token and the end of the JSON value end a completion', async () => {
    const engine = await load()
    const messages = [
      { role: 'system' as const, content: 'Answer with one word.' },
      { role: 'user' as const, content: 'What is the capital of France?' },
    ]
    const [cut, ended, closed] = await engine.generate([
      text('1 2 3 4 5 6', { maxNewTokens: 7, stop: 'eos' }),
      request({
        id: 'chat',
        prompt: { kind: 'chat', text: '', messages },
        maxNewTokens: 200,
        timeoutMs: 60_000,
        stop: 'eos',
      }),
      text('One: {"a": 1}\nTwo: {"a": 2}\nThree:', { maxNewTokens: 60 }),
    ])
    expect(cut).toMatchObject({ finishReason: 'length', tokensOut: 7 })
    expect(ended).toMatchObject({ finishReason: 'stop', text: expect.stringMatching(/Paris/) })
    expect(ended?.text).not.toMatch(/<\|/)
    expect(closed).toMatchObject({
      finishReason: 'json_complete',
      text: expect.stringMatching(/^ \{"a": \d/),
    })
    for (const completion of [cut, ended, closed]) {
      const { firstTokenMs, totalMs } = completion?.timings ?? {}
      expect(firstTokenMs).toBeGreaterThan(0)
      expect(totalMs).toBeGreaterThanOrEqual(firstTokenMs ?? Number.POSITIVE_INFINITY)
      expect(completion?.tokensIn).toBeGreaterThan(0)
    }
  })

  test('a prompt that fills the context is an infrastructure error, and the next one is answered', async () => {
    const engine = await load({ contextSize: 256 })
    const [long, short] = await engine.generate([
      text('word '.repeat(400)),
      text('The capital of France is', { maxNewTokens: 4, stop: 'eos' }),
    ])
    expect(long).toMatchObject({ finishReason: 'error', error: { code: 'PROMPT_TOO_LONG' }, tokensOut: 0 })
    expect(long?.error?.message).toMatch(/256/)
    expect(short?.text).toMatch(/Paris/)
  })

  test('an earlier request changes no completion', async () => {
    const engine = await load()
    const asked = text('The planets are', { maxNewTokens: 24, stop: 'eos' })
    const [alone] = await engine.generate([asked])
    await engine.generate([text('The planets are made of cheese, and', { maxNewTokens: 24, stop: 'eos' })])
    const [after] = await engine.generate([asked])
    expect(after?.text).toBe(alone?.text)
  })

  test('an abort ends a long prefill within a step, and the engine continues', async () => {
    const engine = await load()
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 30)
    const [stopped] = await engine.generate([text('word '.repeat(3000))], abort.signal)
    expect(stopped).toMatchObject({ finishReason: 'error', error: { code: 'ABORTED' } })
    const [next] = await engine.generate([text('The capital of France is', { maxNewTokens: 4, stop: 'eos' })])
    expect(next?.text).toMatch(/Paris/)
  })

  test('a killed process is one clear error, and closing leaves no process', async () => {
    const engine = await load()
    const answer = engine.generate([text('1 2 3 4 5 6', { maxNewTokens: 3000, stop: 'eos' })])
    const [pid] = modelProcesses()
    process.kill(pid ?? 0, 'SIGKILL')
    const [completion] = await answer
    expect(completion).toMatchObject({ finishReason: 'error', error: { code: 'ENGINE_FAILED' } })
    expect(completion?.error?.message).toMatch(/\.gguf ended with signal SIGKILL.*smaller quantization/)
    const other = await load()
    expect(modelProcesses()).toHaveLength(1)
    await other.close()
    expect(modelProcesses()).toEqual([])
  })

  test('a broken file and a constraint are refused by name, with the way out', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'edgejson-gguf-'))
    try {
      const file = path.join(folder, 'broken.gguf')
      // A download that was interrupted.
      writeFileSync(file, readFileSync(model).subarray(0, 1_000_000))
      await expect(loadEngine({ model: file })).rejects.toMatchObject({
        code: 'BAD_MODEL',
        message: expect.stringMatching(/^[^\n]*cannot load .*broken\.gguf[^\n]*$/),
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    await expect(loadEngine({ model, constrain: 'schema' })).rejects.toThrow(/constrain.*llama-server/)
    expect(modelProcesses()).toEqual([])
  })
})
