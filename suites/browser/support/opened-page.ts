import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { CHROMIUM } from './chromium.ts'

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page
  /** What the page complained about: exceptions, console errors (violations of its content policy among them). */
  readonly complaints: readonly string[]
  /** Every request except its own file. */
  readonly requests: readonly string[]
}

/** Opens a rendered page as a person does: from a file. */
export async function openReport(
  browser: Browser,
  chunks: Iterable<string>,
  { hash = '', ...options }: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<OpenedPage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'edgejson-page-'))
  const file = path.join(folder, 'report.html')
  await writeFile(file, [...chunks].join(''))
  const url = pathToFileURL(file).href
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  const requests: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) requests.push(request.url())
  })
  await page.goto(url + hash)
  return {
    page,
    complaints,
    requests,
    async [Symbol.asyncDispose]() {
      await context.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** True when nothing is wider than the screen. */
export function fitsAcross(page: Page): Promise<boolean> {
  return page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')
}
