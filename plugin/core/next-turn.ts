/**
 * Resolves in a later turn of the event loop, as soon as there is one, in Node and in a page. Messages and events that wait are
 * handled in between: a promise alone lets none of them in, and a timer of a page waits for some milliseconds.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') {
      setImmediate(resolve)
      return
    }
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      resolve()
    })
    port1.start()
    port2.postMessage(null)
  })
}
