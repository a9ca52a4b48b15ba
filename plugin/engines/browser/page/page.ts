import { ABORT_SLOTS, abortSlot, type FromPage, type ToPage } from './protocol.ts'

/** The globals of a window that are used. */
interface PageWindow {
  readonly Worker: new (
    path: string,
    options: { readonly type: 'module' },
  ) => {
    postMessage(message: unknown): void
    onmessage: ((event: { readonly data: unknown }) => void) | null
    onerror: ((event: { readonly message?: string }) => void) | null
  }
  /** Set by the host before the page opens. */
  readonly edgejsonFromPage: (message: FromPage) => void
  /** Called by the host. */
  edgejsonToPage: (message: ToPage) => void
}

/**
 * The page itself: it passes messages between the host and a worker, which computes. A worker that computes receives no
 * message, so an abort also goes through shared memory.
 */
const page = globalThis as unknown as PageWindow
// The path starts from the document.
const worker = new page.Worker('page/worker.js', { type: 'module' })
const aborts = new Int32Array(new SharedArrayBuffer(ABORT_SLOTS * Int32Array.BYTES_PER_ELEMENT))

worker.onmessage = ({ data }) => page.edgejsonFromPage(data as FromPage)
worker.onerror = ({ message = 'the worker of the page has failed' }) =>
  page.edgejsonFromPage({ kind: 'broken', message })
worker.postMessage(aborts)

page.edgejsonToPage = (message) => {
  if (message.kind === 'abort') Atomics.store(aborts, abortSlot(message.id), message.id + 1)
  worker.postMessage(message)
}
