/** Who wants to hear of each signal; it hears of it through one listener, for Node warns of more than ten. */
const audiences = new WeakMap<AbortSignal, Set<() => void>>()

/** Calls back once when the signal is aborted, at once if it is already; returns what undoes it. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  if (signal.aborted) {
    callback()
    return () => {}
  }
  const audience = audiences.get(signal) ?? gather(signal)
  // An own function, so that the same callback may be given twice.
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
