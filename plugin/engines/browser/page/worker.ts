import { errorMessage } from '../../../core/errors.ts'
import { adapterInfo } from './adapter.ts'
import { liveSignal } from './live-signal.ts'
import { openDecoding } from './open-decoding.ts'
import type { OpenedBackend, PageBackend } from './page-backend.ts'
import type { FromPage, PageBackendName, PageModel, ToPage } from './protocol.ts'
import { scope } from './worker-scope.ts'

/** The back ends. Each is loaded only where it is used. */
const BACKENDS: Readonly<Record<PageBackendName, () => Promise<PageBackend>>> = {
  'transformers.js': async () => (await import('./transformers-js-backend.ts')).openTransformersJs,
  onnx: async () => (await import('./onnx-backend.ts')).openOnnx,
}

const running = new Map<number, () => void>()
let opened: OpenedBackend | null = null
/** Shared with the page, which sends it first. */
let aborts: Int32Array = new Int32Array()

function send(message: FromPage): void {
  scope.postMessage(message)
}

async function open(model: PageModel): Promise<void> {
  try {
    const { crossOriginIsolated } = scope
    // First, because a missing adapter is the reason of every later failure.
    const adapter = model.device === 'webgpu' ? await adapterInfo() : null
    const load = await BACKENDS[model.backend]()
    const backend = await load(model, await openDecoding(model))
    opened = backend
    const { engineVersion, threads, maxSequences, notes } = backend
    send({
      kind: 'opened',
      facts: { engineVersion, threads, crossOriginIsolated, adapter, maxSequences, notes },
    })
  } catch (error) {
    send({ kind: 'refused', message: errorMessage(error) })
  }
}

async function complete({ id, request }: ToPage & { kind: 'generate' }): Promise<void> {
  const { signal, abort } = liveSignal(aborts, id)
  running.set(id, abort)
  try {
    if (opened === null) throw new Error('the model is not open')
    const clock = {
      begin: () => send({ kind: 'running', id }),
      wait: () => send({ kind: 'queued', id }),
    }
    send({ kind: 'completed', id, result: await opened.complete(request, signal, clock) })
  } catch (error) {
    send({ kind: 'failed', id, message: errorMessage(error) })
  } finally {
    running.delete(id)
  }
}

scope.onmessage = ({ data }) => {
  if (data instanceof Int32Array) {
    aborts = data
    return
  }
  const message = data as ToPage
  if (message.kind === 'open') void open(message.model)
  else if (message.kind === 'generate') void complete(message)
  else if (message.kind === 'abort') running.get(message.id)?.()
  else void (opened?.close() ?? Promise.resolve()).finally(() => send({ kind: 'closed' }))
}
