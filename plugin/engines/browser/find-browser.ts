import { existsSync } from 'node:fs'
import path from 'node:path'
import { EdgejsonError } from '../../core/errors.ts'
import { quoted } from '../../core/printable.ts'

/** Browsers that Playwright finds by itself where they are usually installed. */
const CHANNELS = ['chrome', 'msedge']

/** How a browser is started. */
export type BrowserLocation = { readonly executablePath: string } | { readonly channel: string }

/** What the search depends on. */
export interface SearchedMachine {
  readonly platform: NodeJS.Platform
  /** The `PATH`. */
  readonly path: string
  readonly exists: (file: string) => boolean
}

const THIS_MACHINE: SearchedMachine = {
  platform: process.platform,
  path: process.env.PATH ?? '',
  exists: existsSync,
}

/** Names of commands on Linux, the first one first. */
const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
]
/** Places on other systems. */
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['Chromium', 'Google Chrome', 'Microsoft Edge'].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  ),
  win32: [
    String.raw`C:\Program Files\Chromium\Application\chrome.exe`,
    String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
    String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
  ],
}

/**
 * The browser of `engine.browser`. For `chromium` it is that of Playwright, or else the first Chromium, Chrome or Edge of the
 * system.
 *
 * @param own where Playwright's own Chromium is or would be
 * @param root folder that a relative path starts from
 * @throws EdgejsonError `BAD_MODEL` where there is none, with the way to install one.
 */
export function findBrowser(
  browser: string,
  own: string,
  root: string,
  machine: SearchedMachine = THIS_MACHINE,
): BrowserLocation {
  if (CHANNELS.includes(browser)) return { channel: browser }
  if (browser !== 'chromium') {
    const file = path.resolve(root, browser)
    if (machine.exists(file)) return { executablePath: file }
    throw new EdgejsonError(
      'BAD_MODEL',
      `option engine.browser is ${quoted(browser)}, and there is no file ${file}; give the path of a Chromium, or 'chromium', 'chrome' or 'msedge'.`,
    )
  }
  const folders = machine.path.split(path.delimiter).filter((folder) => folder !== '')
  const commands = COMMANDS.flatMap((command) => folders.map((folder) => path.join(folder, command)))
  const places = [own, ...(machine.platform === 'linux' ? commands : (PLACES[machine.platform] ?? []))]
  const found = places.find((place) => place !== '' && machine.exists(place))
  if (found !== undefined) return { executablePath: found }
  throw new EdgejsonError(
    'BAD_MODEL',
    "engine.runtime 'browser' needs a Chromium, Chrome or Edge, and none is installed; run: npx playwright-core install chromium, " +
      'or give the path of one in engine.browser.',
  )
}
