import { EdgejsonError, errorCode, errorMessage } from '../../core/errors.ts'
import { condensed } from '../../core/printable.ts'

/** A package that is not a dependency of this one. */
const PACKAGE = 'playwright-core'

/** A request of a page that is intercepted. */
export interface InterceptedRequest {
  abort(reason: 'blockedbyclient'): Promise<void>
}

/** A page of a browser. */
export interface BrowserPage {
  exposeBinding(name: string, call: (source: unknown, message: unknown) => void): Promise<void>
  evaluate(code: (message: unknown) => void, message: unknown): Promise<unknown>
  goto(url: string): Promise<unknown>
  on(event: 'crash' | 'close', handler: () => void): unknown
}

/** A started browser. */
export interface StartedBrowser {
  version(): string
  newContext(): Promise<{
    route(
      matches: (url: URL) => boolean,
      handler: (request: InterceptedRequest) => Promise<void>,
    ): Promise<void>
    newPage(): Promise<BrowserPage>
  }>
  on(event: 'disconnected', handler: () => void): unknown
  close(): Promise<void>
}

/** The part of `playwright-core` that is used. */
export interface Playwright {
  readonly chromium: {
    /** Where its own Chromium is or would be. */
    executablePath(): string
    launch(options: {
      readonly executablePath?: string
      readonly channel?: string
      readonly args: readonly string[]
      readonly timeout: number
    }): Promise<StartedBrowser>
  }
}

/**
 * Imports the library that drives browsers.
 *
 * @throws EdgejsonError `BAD_MODEL` where it is not installed or cannot be loaded, with the way to install it.
 */
export async function importPlaywright(
  load: () => Promise<unknown> = () => import('playwright-core'),
): Promise<Playwright> {
  try {
    return (await load()) as Playwright
  } catch (error) {
    const isMissing = errorCode(error) === 'ERR_MODULE_NOT_FOUND' && errorMessage(error).includes(PACKAGE)
    throw new EdgejsonError(
      'BAD_MODEL',
      isMissing
        ? `engine.runtime 'browser' needs the package ${PACKAGE}, which is not installed; run: npm i -D ${PACKAGE}`
        : `${PACKAGE} cannot be loaded: ${condensed(errorMessage(error))}. Install it again, or use another engine.runtime.`,
      { cause: error },
    )
  }
}
