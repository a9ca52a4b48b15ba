/** One abort listener per signal, shared by all its callbacks: Node warns of more than ten listeners. */
const audiences = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls back once when the signal is aborted, immediately if it already is. Returns a function that removes
 * the callback.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback()
    return () => {}
  }
  const audience = audiences.get(signal) ?? gather(signal)
  // A new function for each call, so that the same callback may be given twice.
  const listener = (): void => callback()
  audience.add(listener)
  return () => {
    audience.delete(listener)
  }
}

function gather(signal: AbortSignal): Set<() => void> {
  const audience = new Set<() => void>()
  audiences.set(signal, audience)
  signal.addEventListener(
    'abort',
    () => {
      for (const listener of audience) listener()
      audience.clear()
    },
    { once: true },
  )
  return audience
}
