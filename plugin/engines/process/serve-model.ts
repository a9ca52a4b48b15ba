import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { Interruption } from '../contract/completions.ts'
import type { OpenModel } from '../contract/open-model.ts'
import type { EngineOptions } from '../contract/options.ts'
import type { WorkClock } from '../contract/work-clock.ts'
import { watchProcess } from '../watchdog/watch-process.ts'
import type { FromModel, ToModel } from './messages.ts'

/** Runs one model in this process, driven by the messages of `spawnModel`. Called once, by the file that the process runs. */
export function serveModel<Source>(
  open: (source: Source, options: EngineOptions) => Promise<OpenModel>,
): void {
  const aborts = new Map<number, AbortController>()
  let model: OpenModel | null = null

  async function opening(source: Source, options: EngineOptions): Promise<void> {
    try {
      model = await open(source, options)
      send({ kind: 'opened', info: model.info, maxSequences: model.maxSequences, notes: model.notes })
    } catch (error) {
      const code = error instanceof EdgejsonError ? error.code : 'BAD_MODEL'
      // The parent process adds the message prefix again.
      const text = errorMessage(error).replace(/^\[vitest-edgejson\] /, '')
      send({ kind: 'refused', code, message: text })
    }
  }

  async function complete({ id, request }: ToModel & { kind: 'generate' }): Promise<void> {
    const stop = new AbortController()
    aborts.set(id, stop)
    try {
      if (model === null) throw new Error('the model is not open')
      const clock: WorkClock = {
        begin: () => send({ kind: 'running', id }),
        wait: () => send({ kind: 'queued', id }),
      }
      send({ kind: 'completed', id, result: await model.complete(request, stop.signal, clock) })
    } catch (error) {
      send({ kind: 'failed', id, message: errorMessage(error) })
    } finally {
      aborts.delete(id)
    }
  }

  process.on('message', (message: ToModel<Source>) => {
    if (message.kind === 'open') void opening(message.source, message.options)
    else if (message.kind === 'generate') void complete(message)
    else if (message.kind === 'abort') {
      const { code, message: text } = message
      aborts.get(message.id)?.abort(new Interruption(code === 'ENGINE_TIMEOUT' ? code : 'ABORTED', text))
    } else void (model?.close() ?? Promise.resolve()).finally(() => process.disconnect())
  })
  // The parent is gone. The event arrives only between two steps; the watchdog thread covers the time in between.
  process.on('disconnect', () => process.exit())
  watchProcess()
}

function send(message: FromModel): void {
  process.send?.(message)
}
