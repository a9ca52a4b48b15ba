import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startPageServer } from '../../../plugin/engines/browser/page-server.ts'
import { temporaryFolder } from '../../../plugin/engines/test-support/temporary-folder.ts'
import { lacksOfEngine } from '../support/chromium.ts'
import { startBrowser } from '../support/opened-page.ts'

const lacks = await lacksOfEngine()

/** What a page and its worker can reach: each address with the outcome of a request. */
const ATTEMPTS = `
  const outcome = (request) => request.then(() => 'reached', () => 'blocked')
  const socket = (url) => new Promise((resolve) => {
    try {
      const opened = new WebSocket(url)
      opened.onopen = () => resolve('reached')
      opened.onerror = () => resolve('blocked')
    } catch {
      resolve('blocked')
    }
  })
  const attempts = async (own, other) => [
    self.crossOriginIsolated,
    await outcome(fetch(own)),
    await outcome(fetch(other, { mode: 'no-cors' })),
    await outcome(import(other + 'module.js')),
    await socket(other.replace('http', 'ws')),
  ]
`

test.skipIf(lacks !== null)(
  `a page and its worker reach their server only${lacks === null ? '' : ` (skipped: ${lacks})`}`,
  async () => {
    const heard: (string | undefined)[] = []
    const other = createServer(({ url }, response) => {
      heard.push(url)
      response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' }).end()
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
    const folder = temporaryFolder()
    writeFileSync(
      path.join(folder, 'worker.js'),
      `${ATTEMPTS}self.onmessage = async ({ data }) => self.postMessage(await attempts(...data))`,
    )
    writeFileSync(
      path.join(folder, 'page.js'),
      `${ATTEMPTS}
      self.page = (...data) => attempts(...data)
      self.worker = (...data) => new Promise((resolve) => {
        const worker = new Worker('page/worker.js', { type: 'module' })
        worker.onmessage = (event) => resolve(event.data)
        worker.postMessage(data)
      })`,
    )
    const server = await startPageServer({ files: new Map(), folders: new Map([['page/', folder]]) })
    const browser = await startBrowser()
    try {
      const page = await browser.newPage()
      await page.goto(`${server.origin}${server.base}`)
      const own = `${server.origin}${server.base}page/page.js`
      for (const where of ['page', 'worker'])
        expect([
          where,
          await page.evaluate(`${where}(${JSON.stringify(own)}, ${JSON.stringify(address)})`),
        ]).toEqual([where, [true, 'reached', 'blocked', 'blocked', 'blocked']])
      expect(heard).toEqual([])
    } finally {
      await browser.close()
      await server.close()
      other.close()
    }
  },
)
