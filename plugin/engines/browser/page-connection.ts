import { errorMessage } from '../../core/errors.ts'
import { onAbort } from '../../core/on-abort.ts'
import { condensed } from '../../core/printable.ts'
import type { CompletionRequest } from '../../records/engine.ts'
import { type EngineResult, interruption } from '../contract/completions.ts'
import { NO_CLOCK, type WorkClock } from '../contract/work-clock.ts'
import type { FromPage, PageFacts, PageModel, ToPage } from './page/protocol.ts'
import type { BrowserPage } from './playwright.ts'

/** How long a page may take to free its model. */
const CLOSING_MS = 2000

interface Waiting {
  readonly clock: WorkClock
  readonly resolve: (result: EngineResult) => void
  readonly reject: (error: Error) => void
}

/** The host's side of the messages with a page. */
export class PageConnection {
  readonly #page: BrowserPage
  readonly #waiting = new Map<number, Waiting>()
  readonly #opening: PromiseWithResolvers<PageFacts> = withResolvers()
  readonly #closed: PromiseWithResolvers<void> = withResolvers()
  #count = 0
  #failure: Error | null = null

  private constructor(page: BrowserPage) {
    this.#page = page
    // A page that breaks later must not be an unhandled rejection.
    this.#opening.promise.catch(() => {})
  }

  /** Opens the document at `url` and connects to it. */
  static async open(page: BrowserPage, url: string): Promise<PageConnection> {
    const connection = new PageConnection(page)
    await page.exposeBinding('edgejsonFromPage', (_, message) => connection.#receive(message as FromPage))
    page.on('crash', () => connection.fail('the page of the model has crashed; it may have no memory left'))
    await page.goto(url)
    return connection
  }

  /** Loads the model in the page. Rejects with the reason where it cannot be loaded. */
  load(model: PageModel): Promise<PageFacts> {
    this.#send({ kind: 'open', model })
    return this.#opening.promise
  }

  /** Generates one completion. Rejects where the page fails on the request or is gone. */
  async complete(
    request: CompletionRequest,
    signal: AbortSignal,
    clock: WorkClock = NO_CLOCK,
  ): Promise<EngineResult> {
    if (this.#failure !== null) throw this.#failure
    const id = this.#count++
    const undo = onAbort(signal, () => this.#send({ kind: 'abort', id }))
    clock.wait()
    try {
      const result = await new Promise<EngineResult>((resolve, reject) => {
        this.#waiting.set(id, { clock, resolve, reject })
        this.#send({ kind: 'generate', id, request })
      })
      // The page does not know why a request was aborted.
      return result.failure?.code === 'ABORTED' && signal.aborted
        ? { ...result, failure: interruption(signal) }
        : result
    } finally {
      undo()
      this.#waiting.delete(id)
    }
  }

  /** Frees the model in the page; a page that does not react is left to the end of its browser. */
  async close(): Promise<void> {
    if (this.#failure !== null) return
    this.#send({ kind: 'close' })
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSING_MS)
    })
    await Promise.race([this.#closed.promise, patience])
    clearTimeout(timer)
  }

  /** The page is gone: every request in flight fails, and every later one. */
  fail(message: string): void {
    this.#failure ??= new Error(message)
    const failure = this.#failure
    this.#opening.reject(failure)
    this.#closed.resolve()
    for (const { reject } of this.#waiting.values()) reject(failure)
  }

  #send(message: ToPage): void {
    this.#page
      .evaluate((each) => {
        const page = globalThis as unknown as { edgejsonToPage(message: unknown): void }
        page.edgejsonToPage(each)
      }, message)
      .catch((error: unknown) =>
        this.fail(`the page of the model cannot be reached: ${condensed(errorMessage(error))}`),
      )
  }

  #receive(message: FromPage): void {
    const waiting = 'id' in message ? this.#waiting.get(message.id) : undefined
    if (message.kind === 'opened') this.#opening.resolve(message.facts)
    else if (message.kind === 'refused') this.#opening.reject(new Error(message.message))
    else if (message.kind === 'closed') this.#closed.resolve()
    else if (message.kind === 'broken')
      this.fail(`the page of the model has failed: ${condensed(message.message)}`)
    else if (message.kind === 'running') waiting?.clock.begin()
    else if (message.kind === 'queued') waiting?.clock.wait()
    else if (message.kind === 'completed') waiting?.resolve(message.result)
    else waiting?.reject(new Error(message.message))
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void
}

/** `Promise.withResolvers` of newer versions of Node. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: (value: T) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
