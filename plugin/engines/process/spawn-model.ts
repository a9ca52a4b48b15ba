import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { EdgejsonError } from '../../core/errors.ts'
import { onAbort } from '../../core/on-abort.ts'
import { condensed } from '../../core/printable.ts'
import { moduleLimitMs } from '../../core/within-limit.ts'
import { type EngineResult, interruption } from '../contract/completions.ts'
import type { OpenModel } from '../contract/open-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import { NO_CLOCK, type WorkClock } from '../contract/work-clock.ts'
import type { FromModel, ToModel } from './messages.ts'
import { peakMemoryBelow, peakMemoryOf } from './peak-memory.ts'

/** No step of a model takes longer; the time limit of a completion may be longer, where many sequences share the cores. */
const LONGEST_STEP_MS = 300_000

/** Characters of the end of standard error that are quoted. */
const STDERR_TAIL = 2000
/** How long a process may take to end. */
const CLOSING_MS = 5000

/** The process of an engine. */
export interface ModelProcess {
  /** The file that it runs: a call of `serveModel`. */
  readonly file: string
  /** The model, for messages. */
  readonly model: string
  /** What a user can do where the system has no memory left. */
  readonly memoryAdvice: string
  /** Whether it leaves temporary files when it is killed: it gets a folder for them that is removed. Default false. */
  readonly hasTemporaryFiles?: boolean
  /** Whether the model is in a process that this one starts: its memory is that of the largest of those. Default false. */
  readonly startsModel?: boolean
}

interface Waiting {
  readonly clock: WorkClock
  readonly resolve: (result: EngineResult) => void
  readonly reject: (error: Error) => void
}

/**
 * Opens a model in a process of its own: a step blocks its thread, and a crash in native code ends its process only.
 */
export async function spawnModel<Source>(
  served: ModelProcess,
  source: Source,
  options: EngineOptions,
): Promise<OpenModel> {
  const folder =
    served.hasTemporaryFiles === true ? mkdtempSync(path.join(tmpdir(), 'edgejson-model-')) : null
  const child = fork(served.file, [], {
    ...(folder === null ? {} : { env: { ...process.env, TMPDIR: folder, TMP: folder, TEMP: folder } }),
    // Without the loaders and flags of the test runner.
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const stderr = stderrTail(child)
  const cleaned = new Promise<void>((resolve) => {
    child.once('exit', () => void removeFolder(folder).then(resolve, resolve))
  })
  const waiting = new Map<number, Waiting>()
  let count = 0
  let exitError: Error | null = null
  const send = (message: ToModel<Source>): void => {
    // The exit event reports a process that has just ended.
    if (child.connected) child.send(message, () => {})
  }

  let refuse: (error: Error) => void = () => {}
  const fail = (how: string): void => {
    exitError ??= new EdgejsonError('ENGINE_FAILED', exitMessage(served, how, stderr()))
    refuse(exitError)
    for (const { reject } of waiting.values()) reject(exitError)
    waiting.clear()
  }
  const opened = new Promise<FromModel & { kind: 'opened' }>((resolve, reject) => {
    refuse = reject
    child.on('message', (message: FromModel) => {
      if (message.kind === 'opened') return resolve(message)
      if (message.kind === 'refused') return reject(new EdgejsonError(message.code, message.message))
      const job = waiting.get(message.id)
      if (message.kind === 'running') return job?.clock.begin()
      if (message.kind === 'queued') return job?.clock.wait()
      waiting.delete(message.id)
      if (message.kind === 'completed') job?.resolve(message.result)
      else job?.reject(new Error(message.message))
    })
    child.on('error', (error) => fail(error.message))
    child.on('exit', (code, signal) => fail(signal === null ? `code ${code}` : `signal ${signal}`))
  })
  send({ kind: 'open', source, options })
  const { info, maxSequences, notes } = await opened.catch(async (error: unknown) => {
    child.kill()
    if (child.pid !== undefined) await cleaned
    throw error
  })

  return {
    info,
    maxSequences,
    notes,
    peakMemoryBytes: () => (served.startsModel === true ? peakMemoryBelow : peakMemoryOf)(child.pid),
    async complete(request, signal, clock = NO_CLOCK) {
      if (exitError !== null) throw exitError
      const id = count++
      // A process that does not react to an abort is stuck and would block every other request.
      const stuckMs = Math.min(moduleLimitMs(request.timeoutMs), LONGEST_STEP_MS)
      const undo = onAbort(signal, () => {
        send({ kind: 'abort', id, ...interruption(signal) })
        setTimeout(() => {
          if (!waiting.has(id)) return
          fail(`a kill: it did not stop an aborted request within ${stuckMs} ms`)
          child.kill('SIGKILL')
        }, stuckMs).unref()
      })
      clock.wait()
      try {
        return await new Promise<EngineResult>((resolve, reject) => {
          waiting.set(id, { clock, resolve, reject })
          send({ kind: 'generate', id, request })
        })
      } finally {
        undo()
      }
    },
    close: async () => {
      // A process that could not be started has no exit.
      if (child.pid === undefined) return
      const stuck = setTimeout(() => child.kill('SIGKILL'), CLOSING_MS)
      send({ kind: 'close' })
      await cleaned
      clearTimeout(stuck)
    },
  }
}

/** What the process has started may write for a moment longer than it. */
async function removeFolder(folder: string | null): Promise<void> {
  if (folder !== null) await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
}

function stderrTail(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8')
  child.stderr?.on('data', (piece: string) => {
    text = (text + piece).slice(-STDERR_TAIL)
  })
  return () => condensed(text, STDERR_TAIL)
}

function exitMessage({ model, memoryAdvice }: ModelProcess, how: string, stderr: string): string {
  const memory = how.includes('SIGKILL')
    ? ` The system ends processes in this way when it has no memory left: ${memoryAdvice}.`
    : ''
  return `the process of the model ${model} ended with ${how}.${memory}${stderr === '' ? '' : ` Its standard error: ${stderr}`}`
}
