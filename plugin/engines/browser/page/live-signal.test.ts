import { expect, test, vi } from 'vitest'
import { liveSignal } from './live-signal.ts'
import { ABORT_SLOTS, abortSlot } from './protocol.ts'

function slots(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(ABORT_SLOTS * Int32Array.BYTES_PER_ELEMENT))
}

test('an abort in shared memory is seen without a message', () => {
  const aborts = slots()
  const { signal } = liveSignal(aborts, 5)
  expect(signal.aborted).toBe(false)
  Atomics.store(aborts, abortSlot(5), 6)
  expect(signal.aborted).toBe(true)
})

test('an earlier request in the same slot aborts no later one', () => {
  const aborts = slots()
  Atomics.store(aborts, abortSlot(0), 1)
  expect(liveSignal(aborts, ABORT_SLOTS).signal.aborted).toBe(false)
  expect(liveSignal(slots(), 0).signal.aborted).toBe(false)
})

test('the message calls the listeners', () => {
  const { signal, abort } = liveSignal(slots(), 3)
  const heard = vi.fn()
  signal.addEventListener('abort', heard)
  abort()
  expect(heard).toHaveBeenCalledOnce()
  expect(signal.aborted).toBe(true)
})
