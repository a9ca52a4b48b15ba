import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect } from 'vitest'
import type { CompletionRequest, Engine } from '../../../records/engine.ts'
import type { ModelInfo } from '../../../records/model-info.ts'
import { defineEngine } from '../../contract/define-engine.ts'
import { requestsFor } from '../../test-support/requests.ts'
import { temporaryFolder } from '../../test-support/temporary-folder.ts'
import { openRecording, type RecordingOptions, type RecordingSession } from '../open-recording.ts'

/** Where a test records. */
export interface Place {
  readonly finalFile: string
}

/** Options of a recording that differ, and what differs in the model. */
type Change = Partial<RecordingOptions> & { readonly model?: Partial<ModelInfo> }

/** Recordings for the tests of one file: folders that are removed and sessions that are closed after them. */
export function recordings(): {
  readonly root: string
  place(): Place
  open(options: RecordingOptions): Promise<RecordingSession>
  /** A run that ended without being complete. */
  interrupted(files: Place, names?: readonly string[], change?: Change): Promise<void>
  /** The next run with the requests `a` to `d`, and which of them reached the engine. */
  next(files: Place, change?: Change): Promise<{ session: RecordingSession; asked: string[] }>
} {
  const root = temporaryFolder()
  const sessions: RecordingSession[] = []
  let folders = 0
  afterEach(async () => {
    for (const session of sessions.splice(0)) await session.engine.close()
  })
  const open = async (options: RecordingOptions): Promise<RecordingSession> => {
    const session = await openRecording(options)
    sessions.push(session)
    return session
  }
  return {
    root,
    place: () => ({ finalFile: path.join(root, `run-${++folders}`, 'deeper', 'answers.jsonl') }),
    open,
    async interrupted(files, names = ['a', 'b'], { model, ...options } = {}) {
      const session = await open({ engine: live(model).engine, ...files, ...options })
      await session.engine.generate(requestsFor(names))
      await session.leave()
    },
    async next(files, { model, ...options } = {}) {
      const { engine, asked } = live(model)
      const session = await open({ engine, ...files, ...options })
      expect(await texts(session, requestsFor(['a', 'b', 'c', 'd']))).toEqual(['a!', 'b!', 'c!', 'd!'])
      return { session, asked }
    },
  }
}

/** The partial files next to a recording. */
export function partialsOf({ finalFile }: Place): string[] {
  const folder = path.dirname(finalFile)
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).filter((name) => name.startsWith('answers.partial.'))
  return names.map((name) => path.join(folder, name))
}

/** The one partial file next to a recording. */
export function partialOf(place: Place): string {
  const [file, ...others] = partialsOf(place)
  if (file === undefined || others.length > 0) {
    throw new Error(`there are ${others.length + (file ? 1 : 0)} partial files, not one`)
  }
  return file
}

/** An engine that counts its requests, fails on `bad`, and completes with `id!`. */
export function live(model: Partial<ModelInfo> = {}): { engine: Engine; asked: string[] } {
  const asked: string[] = []
  const engine = defineEngine({
    model: {
      id: 'live',
      contentSha256: 'aa',
      engine: 'test',
      engineVersion: '1',
      dtype: 'q4',
      threads: 2,
      cpu: 'CPU 1',
      ...model,
    },
    concurrency: 3,
    answer: async ({ id }) => {
      asked.push(id)
      if (id === 'bad') throw new Error('broken')
      return { text: `${id}!`, tokensOut: 2 }
    },
  })
  return { engine, asked }
}

export async function texts(
  session: RecordingSession,
  requests: readonly CompletionRequest[],
): Promise<string[]> {
  return (await session.engine.generate(requests)).map(({ text }) => text)
}

/** The lines of a file that are not empty. */
export function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean)
}
