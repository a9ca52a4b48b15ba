import { EdgejsonError, errorMessage } from '../../../core/errors.ts'
import { Interruption } from '../../contract/completions.ts'
import type { WorkClock } from '../../contract/work-clock.ts'
import { watchProcess } from '../../watchdog/watch-process.ts'
import { type OpenModel, openModel } from '../loading/open-model.ts'
import type { FromModel, ToModel } from './messages.ts'

/** Started by `openRemotely`: one model, told by messages what to do. */
const stops = new Map<number, AbortController>()
let model: OpenModel | null = null

function say(message: FromModel): void {
  process.send?.(message)
}

async function open(message: ToModel & { kind: 'open' }): Promise<void> {
  try {
    model = await openModel(message.source, message.options)
    say({ kind: 'opened', info: model.info, rows: model.rows, notes: model.notes })
  } catch (error) {
    const code = error instanceof EdgejsonError ? error.code : 'BAD_MODEL'
    // The other side adds the prefix of our messages again.
    const text = errorMessage(error).replace(/^\[vitest-edgejson\] /, '')
    say({ kind: 'refused', code, message: text })
  }
}

async function answer({ id, request }: ToModel & { kind: 'answer' }): Promise<void> {
  const stop = new AbortController()
  stops.set(id, stop)
  try {
    if (model === null) throw new Error('the model is not open')
    const clock: WorkClock = {
      begin: () => say({ kind: 'began', id }),
      wait: () => say({ kind: 'waits', id }),
    }
    say({ kind: 'answered', id, answer: await model.answer(request, stop.signal, clock) })
  } catch (error) {
    say({ kind: 'failed', id, message: errorMessage(error) })
  } finally {
    stops.delete(id)
  }
}

process.on('message', (message: ToModel) => {
  if (message.kind === 'open') void open(message)
  else if (message.kind === 'answer') void answer(message)
  else if (message.kind === 'stop') {
    const { code, message: text } = message
    stops.get(message.id)?.abort(new Interruption(code === 'ENGINE_TIMEOUT' ? code : 'ABORTED', text))
  } else void (model?.close() ?? Promise.resolve()).finally(() => process.disconnect())
})
// No one is left to answer. The event is heard only between two pieces of work, the watchdog looks meanwhile.
process.on('disconnect', () => process.exit())
watchProcess()
