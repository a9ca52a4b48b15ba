import { EdgejsonError, errorMessage } from '../../core/errors.ts'
import { condensed, quoted } from '../../core/printable.ts'
import type { BrowserLocation } from './find-browser.ts'
import type { PageDevice } from './page/protocol.ts'
import type { Playwright, StartedBrowser } from './playwright.ts'

/** How long a browser may take to start. */
const STARTING_MS = 60_000

/** Starts a browser without a window. It ends when this process ends, however that ends: its control pipe closes. */
export async function startBrowser(
  { chromium }: Playwright,
  location: BrowserLocation,
  device: PageDevice,
  more: readonly string[],
): Promise<StartedBrowser> {
  const args = [
    // No name is looked up: the page's server has an address.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    // Without it Chromium on Linux hands out no WebGPU adapter.
    ...(device === 'webgpu' ? ['--enable-unsafe-webgpu'] : []),
    ...more,
  ]
  try {
    return await chromium.launch({ ...location, args, timeout: STARTING_MS })
  } catch (error) {
    const name = 'channel' in location ? location.channel : location.executablePath
    throw new EdgejsonError(
      'BAD_MODEL',
      `the browser ${quoted(name)} cannot be started: ${condensed(errorMessage(error), 600)}. Give the path of another one in ` +
        'engine.browser, or run: npx playwright-core install chromium',
      { cause: error },
    )
  }
}
