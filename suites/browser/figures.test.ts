import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { duration, f1, integer } from '../../plugin/core/format.ts'
import type { LoadedReport } from '../../plugin/records/run-report.ts'
import { renderHtml } from '../../reporters/render/html/render-html.ts'
import { openReport, startBrowser } from './support/opened-page.ts'
import { lossyReport, otherReport } from './support/reports.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

/** The figures of a run as every other output writes them, by id. */
function figuresOf({ cases }: LoadedReport): Map<string, string[]> {
  return new Map(
    cases.map(({ id, line, scores, completion }) => [
      id,
      [integer(line), f1(scores?.lenient.fieldF1 ?? null), duration(completion?.timings.totalMs ?? null)],
    ]),
  )
}

async function shown(page: Page): Promise<Map<string, string[]>> {
  const rows = await page.locator('#cases tr.case').evaluateAll((list) =>
    list.map((row) => ({
      id: row.querySelector('.open')?.textContent ?? '',
      texts: ['.line', '.f1', '.time'].map((name) => row.querySelector(name)?.textContent ?? ''),
    })),
  )
  return new Map(rows.map(({ id, texts }) => [id, texts]))
}

test('the list shows the figures of the chosen run, in the texts of every other output', async () => {
  const runs = [lossyReport(), otherReport()]
  await using opened = await openReport(browser, renderHtml(runs))
  const { page } = opened
  for (const [index, run] of runs.entries()) {
    await page.getByLabel('Run', { exact: true }).selectOption(String(index))
    const expected = figuresOf(run)
    const rows = await shown(page)
    expect(rows.size).toBe(Math.min(run.cases.length, rows.size))
    expect(rows.size).toBeGreaterThan(20)
    for (const [id, texts] of rows) expect(texts, id).toEqual(expected.get(id))
    expect(await page.getByRole('status').textContent()).toBe(`All ${run.cases.length} examples`)
  }
})

test('an opened example shows the F1 of each mode and its times', async () => {
  const run = lossyReport()
  await using opened = await openReport(browser, renderHtml([run]))
  const { page } = opened
  const [first] = await page.locator('#cases .open').all()
  const id = await first?.textContent()
  await first?.click()
  const record = run.cases.find((each) => each.id === id)
  const detail = await page.locator('#cases tr.detail-row').first().textContent()
  for (const mode of ['strict', 'lenient', 'official'] as const) {
    expect(detail).toContain(f1(record?.scores?.[mode].fieldF1 ?? null))
  }
  expect(detail).toContain(duration(record?.completion?.timings.totalMs ?? null))
})
