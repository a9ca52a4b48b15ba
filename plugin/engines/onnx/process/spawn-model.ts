import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { EdgejsonError } from '../../../core/errors.ts'
import { onAbort } from '../../../core/on-abort.ts'
import { condensed } from '../../../core/printable.ts'
import { moduleLimitMs } from '../../../core/within-limit.ts'
import { type Answer, interruption } from '../../contract/completions.ts'
import type { EngineOptions } from '../../contract/options.ts'
import { NO_CLOCK, type WorkClock } from '../../contract/work-clock.ts'
import type { OnnxSource, OpenModel } from '../loading/open-model.ts'
import type { FromModel, ToModel } from './messages.ts'

const PROCESS = fileURLToPath(new URL('./model-process.js', import.meta.url))
/** How much of what the process wrote before it died is quoted. */
const LAST_WORDS = 2000
/** How long a process may take to end. */
const CLOSING_MS = 5000

interface Waiting {
  readonly clock: WorkClock
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/**
 * Opens a model in a process of its own: a computation blocks its thread, and what goes wrong in native code ends its
 * process.
 */
export async function openRemotely(source: OnnxSource, options: EngineOptions): Promise<OpenModel> {
  const child = fork(PROCESS, [], {
    // Loaders and flags of a test runner are none of its business.
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const words = lastWords(child)
  const waiting = new Map<number, Waiting>()
  let count = 0
  let death: Error | null = null
  const send = (message: ToModel): void => {
    // A process that has just died says so by its exit.
    if (child.connected) child.send(message, () => {})
  }

  let refuse: (error: Error) => void = () => {}
  const die = (how: string): void => {
    death ??= new EdgejsonError('ENGINE_FAILED', deathNote(source, how, words()))
    refuse(death)
    for (const { reject } of waiting.values()) reject(death)
    waiting.clear()
  }
  const opened = new Promise<FromModel & { kind: 'opened' }>((resolve, reject) => {
    refuse = reject
    child.on('message', (message: FromModel) => {
      if (message.kind === 'opened') return resolve(message)
      if (message.kind === 'refused') return reject(new EdgejsonError(message.code, message.message))
      const job = waiting.get(message.id)
      if (message.kind === 'began') return job?.clock.begin()
      if (message.kind === 'waits') return job?.clock.wait()
      waiting.delete(message.id)
      if (message.kind === 'answered') job?.resolve(message.answer)
      else job?.reject(new Error(message.message))
    })
    child.on('error', (error) => die(error.message))
    child.on('exit', (code, signal) => die(signal === null ? `code ${code}` : `signal ${signal}`))
  })
  send({ kind: 'open', source, options })
  const { info, rows, notes } = await opened.catch((error: unknown) => {
    child.kill()
    throw error
  })

  return {
    info,
    rows,
    notes,
    async answer(request, signal, clock = NO_CLOCK) {
      if (death !== null) throw death
      const id = count++
      // A process that does not even stop is stuck, and would let every other request wait for ever.
      const stuckMs = moduleLimitMs(request.timeoutMs)
      const undo = onAbort(signal, () => {
        send({ kind: 'stop', id, ...interruption(signal) })
        setTimeout(() => {
          if (!waiting.has(id)) return
          die(`a kill: it went on with a stopped request for ${stuckMs} ms`)
          child.kill('SIGKILL')
        }, stuckMs).unref()
      })
      clock.wait()
      try {
        return await new Promise<Answer>((resolve, reject) => {
          waiting.set(id, { clock, resolve, reject })
          send({ kind: 'answer', id, request })
        })
      } finally {
        undo()
      }
    },
    close: () =>
      new Promise((resolve) => {
        if (death !== null || child.exitCode !== null) return resolve()
        const stuck = setTimeout(() => child.kill('SIGKILL'), CLOSING_MS)
        child.once('exit', () => {
          clearTimeout(stuck)
          resolve()
        })
        send({ kind: 'close' })
      }),
  }
}

function lastWords(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8')
  child.stderr?.on('data', (piece: string) => {
    text = (text + piece).slice(-LAST_WORDS)
  })
  return () => condensed(text, LAST_WORDS)
}

function deathNote({ folder, weights }: OnnxSource, how: string, words: string): string {
  const memory = how.includes('SIGKILL')
    ? ' The system ends processes that way when memory is short: take a smaller dtype, or lower concurrency and cacheMegabytes.'
    : ''
  return `the process of the model ${weights ?? folder} ended with ${how}.${memory}${words === '' ? '' : ` It said: ${words}`}`
}
