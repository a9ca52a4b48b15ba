import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { caseStatus } from '../../reporters/render/html/case-status.ts'
import { renderHtml } from '../../reporters/render/html/render-html.ts'
import { compared } from '../../reporters/test-support/html/compared.ts'
import { openReport, startBrowser } from './support/opened-page.ts'
import { lossyReport, otherReport } from './support/reports.ts'

let browser: Browser
const report = lossyReport()
const other = otherReport()
const lost = report.cases.filter((record) => caseStatus(record) === 'lost')
const first = lost[0] as (typeof lost)[number]

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const count = (page: Page): Promise<string | null> => page.getByRole('status').textContent()
const shownIds = (page: Page): Promise<string[]> => page.locator('#cases .open').allTextContents()
const focused = (page: Page): Promise<string> => page.evaluate('document.activeElement.textContent')

describe('the list of examples', () => {
  test('begins with what is most urgent', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    expect(await count(opened.page)).toBe('All 80 examples')
    expect((await shownIds(opened.page)).slice(0, lost.length)).toEqual(lost.map(({ id }) => id))
  })

  test('is filtered by state, class, complexity, schema and style together', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    await page.getByLabel('State', { exact: true }).selectOption('lost')
    await expect.poll(() => count(page)).toBe(`${lost.length} of 80 examples`)
    await page.getByLabel('Schema', { exact: true }).selectOption(first.schemaId)
    await page.getByLabel('Complexity', { exact: true }).selectOption(first.complexity)
    await page.getByLabel('Source', { exact: true }).selectOption(first.source)
    await page.getByLabel('Error class', { exact: true }).selectOption(first.scores?.errorClass ?? '')
    const same = lost.filter(
      ({ schemaId, complexity, source, scores }) =>
        schemaId === first.schemaId &&
        complexity === first.complexity &&
        source === first.source &&
        scores?.errorClass === first.scores?.errorClass,
    )
    await expect.poll(() => shownIds(page)).toEqual(same.map(({ id }) => id))
    await page.getByRole('button', { name: 'Clear' }).click()
    await expect.poll(() => count(page)).toBe('All 80 examples')
  })

  test('is searched as one types, in prompt, answer, expected value, id and path', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    const search = page.getByLabel('Search', { exact: true })
    await search.fill(first.id.toUpperCase())
    await expect.poll(() => shownIds(page)).toEqual([first.id])
    await search.fill(`"${first.prompt.split('\n').at(-1)}" ${first.id}`)
    await expect.poll(() => shownIds(page)).toEqual([first.id])
    await search.fill('no such words anywhere')
    await expect.poll(() => count(page)).toBe('0 of 80 examples')
    expect(await page.locator('#cases tbody').textContent()).toBe('No example matches.')
  })

  test('is sorted by its columns, and says so', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    const time = page.locator('#cases').getByRole('columnheader', { name: 'Time' })
    await time.getByRole('button').focus()
    await page.keyboard.press('Enter')
    expect(await time.getAttribute('aria-sort')).toBe('descending')
    await expect.poll(() => focused(page)).toBe('Time')
    const slowest = report.cases.toSorted(
      (a, b) => (b.completion?.timings.totalMs ?? 0) - (a.completion?.timings.totalMs ?? 0),
    )
    expect((await shownIds(page)).slice(0, 5)).toEqual(slowest.slice(0, 5).map(({ id }) => id))
    await page.keyboard.press('Enter')
    expect(await time.getAttribute('aria-sort')).toBe('ascending')
  })

  test('turns its pages under the same focus', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    await page.getByRole('button', { name: 'Next' }).focus()
    await page.keyboard.press('Enter')
    expect(await page.getByText('Page 2 of 2').isVisible()).toBe(true)
    expect(await page.locator('#cases .open').count()).toBe(30)
    await expect.poll(() => focused(page)).toBe('Next')
    expect(await page.getByRole('button', { name: 'Next' }).getAttribute('aria-disabled')).toBe('true')
    await page.keyboard.press('Enter')
    expect(await page.getByText('Page 2 of 2').isVisible()).toBe(true)
  })

  test('keeps what was chosen in its address', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    await page.getByLabel('State', { exact: true }).selectOption('lost')
    await page.getByLabel('Search', { exact: true }).fill(first.id)
    await page.reload()
    await expect.poll(() => shownIds(page)).toEqual([first.id])
    expect(await page.getByLabel('State', { exact: true }).inputValue()).toBe('lost')
  })
})

describe('an example', () => {
  test('opens and closes from the keyboard, with all there is to know', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    const opener = page.getByRole('button', { name: first.id })
    await opener.focus()
    await page.keyboard.press('Enter')
    expect(await opener.getAttribute('aria-expanded')).toBe('true')
    const pane = (name: string): Promise<string | null> =>
      page.getByRole('group', { name, exact: true }).textContent()
    expect(await pane('Prompt')).toBe(first.prompt)
    expect(JSON.parse((await pane('Expected')) ?? '')).toEqual(first.expected)
    expect((await pane('Output text'))?.length).toBeGreaterThan(0)
    const differences = page.getByRole('group', { name: 'Differences' })
    expect(await differences.locator('tbody tr').count()).toBe(first.scores?.differences.length)
    await page.keyboard.press('Enter')
    expect(await opener.getAttribute('aria-expanded')).toBe('false')
    expect(await page.locator('.detail').count()).toBe(0)
  })

  test('shows an answer as it was written on demand', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    const passed = report.cases.find(
      ({ state, completion }) => state === 'passed' && completion?.text.startsWith('{"'),
    )
    await page.getByLabel('Search', { exact: true }).fill(passed?.id ?? '')
    await page.getByRole('button', { name: passed?.id ?? '' }).click()
    const button = page.getByRole('button', { name: 'Output text as written' })
    await button.click()
    expect(await button.getAttribute('aria-pressed')).toBe('true')
    expect(await page.getByRole('group', { name: 'Output text', exact: true }).textContent()).toBe(
      passed?.completion?.text,
    )
  })

  test('is reached from the table of lost examples, each time again', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    const link = page.locator('#lost').getByRole('link', { name: first.id })
    for (const _ of [1, 2]) {
      await link.click()
      await expect.poll(() => focused(page)).toBe(first.id)
      expect(await page.locator('.detail').count()).toBe(1)
    }
  })

  test('is reached from an address', async () => {
    const last = report.cases.at(-1) as (typeof report.cases)[number]
    await using opened = await openReport(browser, renderHtml([report]), { hash: `#run=0&line=${last.line}` })
    expect(await focused(opened.page)).toBe(last.id)
  })

  test('without an answer says why', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    await page.locator('#failed').getByRole('link').click()
    expect(await page.locator('.detail .warning').textContent()).toContain('no completion within')
  })

  test('all of a page open at once', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    const button = page.getByRole('button', { name: 'Open all on this page' })
    await button.click()
    expect(await page.locator('.detail').count()).toBe(50)
    await button.click()
    expect(await page.locator('.detail').count()).toBe(0)
  })
})

describe('two runs', () => {
  const comparisons = compared([report, other], { reference: 1 })
  const lostIds = comparisons[0]?.comparison?.against[0]?.paired.lost ?? []

  test('are compared example by example from the first', async () => {
    await using opened = await openReport(browser, renderHtml([report, other], { comparisons }))
    const { page } = opened
    await page.getByLabel('Change', { exact: true }).selectOption('lost')
    expect((await shownIds(page)).sort()).toEqual([...lostIds].sort())
    await page.locator('#cases .open').first().click()
    expect(await page.getByRole('group', { name: 'Output text of other-360m q4' }).isVisible()).toBe(true)
  })

  test('the numbers of the comparison lead to their examples', async () => {
    await using opened = await openReport(browser, renderHtml([report, other], { comparisons }))
    const { page } = opened
    const pairs = page.getByRole('table', { name: 'Pairs of results' })
    await pairs.getByRole('link').first().click()
    await expect.poll(() => count(page)).toBe(`${lostIds.length} of 80 examples`)
    await expect.poll(() => focused(page)).toBe(await count(page))
  })

  test('another run is listed on demand, compared with none', async () => {
    await using opened = await openReport(browser, renderHtml([report, other]))
    const { page } = opened
    await page.getByLabel('Run', { exact: true }).selectOption('1')
    await page.getByLabel('State', { exact: true }).selectOption('passed')
    await expect.poll(() => count(page)).toBe(`${other.totals.exact} of 80 examples`)
    expect(await page.locator('#cases td.change').first().isVisible()).toBe(false)
  })
})
