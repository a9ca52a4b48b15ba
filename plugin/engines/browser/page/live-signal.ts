import { abortSlot } from './protocol.ts'

/**
 * The signal of a request. `aborted` also reads the shared memory, because a worker that computes receives no message; the
 * event `abort` follows with the message.
 */
export function liveSignal(aborts: Int32Array, id: number): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController()
  const { signal } = controller
  const isFlagged = (): boolean => Atomics.load(aborts, abortSlot(id)) === id + 1
  const isAborted = Object.getOwnPropertyDescriptor(AbortSignal.prototype, 'aborted')?.get
  Object.defineProperty(signal, 'aborted', { get: () => isFlagged() || isAborted?.call(signal) === true })
  return { signal, abort: () => controller.abort() }
}
