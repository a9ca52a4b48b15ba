import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach } from 'vitest'
import type { Completion } from '../../../records/completion.ts'
import type { CompletionRequest, Engine } from '../../../records/engine.ts'
import type { EngineOptions } from '../../contract/options.ts'
import { loadEngine } from '../../load-engine.ts'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import { spell, type TinyModel, writeTinyModel } from './tiny-model.ts'

/** Folder of the models of a test file; removed after its tests. */
export const root: string = temporaryFolder()
/** Engines that are closed after the test. */
export const engines: Engine[] = []
let folders = 0
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
})

export function newFolder(): string {
  const folder = path.join(root, `model-${++folders}`)
  mkdirSync(folder)
  return folder
}

export async function load(model: TinyModel, options: Partial<EngineOptions> = {}): Promise<Engine> {
  const folder = writeTinyModel(newFolder(), model)
  const engine = await loadEngine({ model: folder, threads: 1, ...options })
  engines.push(engine)
  return engine
}

export const PROMPT = 'prompt:'

export function request(more: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    id: 'one',
    prompt: { kind: 'text', text: PROMPT },
    maxNewTokens: 200,
    stop: 'eos',
    timeoutMs: 20_000,
    ...more,
  }
}

/** What the model writes after {@link PROMPT}. */
export function writing(text: string): TinyModel {
  return { script: { at: PROMPT.length, bytes: spell(text) } }
}

export async function complete(engine: Engine, more: Partial<CompletionRequest> = {}): Promise<Completion> {
  const [completion] = await engine.generate([request(more)])
  if (completion === undefined) throw new Error('no completion')
  return completion
}
