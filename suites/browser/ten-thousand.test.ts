import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderHtml } from '../../reporters/render/html/render-html.ts'
import { type OpenedPage, openReport, startBrowser } from './support/opened-page.ts'
import { enlarged, lossyReport } from './support/reports.ts'

let browser: Browser
let opened: OpenedPage
let bytes = 0

beforeAll(async () => {
  const chunks = [...renderHtml([enlarged(lossyReport(), 10_000)])]
  bytes = chunks.reduce((sum, chunk) => sum + Buffer.byteLength(chunk), 0)
  browser = await startBrowser()
  opened = await openReport(browser, chunks)
  await opened.page.getByText('All 10,000 examples').waitFor()
})
afterAll(async () => {
  await opened[Symbol.asyncDispose]()
  await browser.close()
})

test('fit into a file of less than 20 MB', () => {
  expect(bytes).toBeGreaterThan(10_000_000)
  expect(bytes).toBeLessThan(20_000_000)
})

test.each([
  ['q', 'Reference 7919', /of 10,000/],
  ['q', 'e', /All 10,000/],
  ['q', 'nothing has this', /^0 of/],
  ['q', 'extract information json', /10,000/],
  ['status', 'lost', /of 10,000/],
  ['schema', 'rating', /of 10,000/],
])('are filtered by %s "%s"', async (field, value, result) => {
  const { page } = opened
  const control = page.locator(`#case-filters [name=${field}]`)
  if (field === 'q') await control.fill(value)
  else await control.selectOption(value)
  await expect.poll(() => page.getByRole('status').textContent()).toMatch(result)
  await page.getByRole('button', { name: 'Clear' }).click()
})
