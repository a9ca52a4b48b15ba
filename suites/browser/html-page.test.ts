import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { renderHtml } from '../../reporters/render/html/render-html.ts'
import { compared } from '../../reporters/test-support/html/compared.ts'
import { poison } from '../../reporters/test-support/html/poison.ts'
import { LOW_CONTRAST } from './support/contrast.ts'
import { fitsAcross, openReport, startBrowser } from './support/opened-page.ts'
import { lossyReport, otherReport } from './support/reports.ts'

/** Markup from a string, an inline handler, a script from a string, an image from elsewhere; counts what was refused. */
const INTRUSIONS = `[
  () => { document.body.innerHTML = '<img src=x onerror="window.attacked=1">' },
  () => document.createElement('img').setAttribute('onerror', 'window.attacked = 1'),
  () => { document.createElement('script').text = 'window.attacked = 1' },
  () => document.body.append(Object.assign(new Image(), { src: 'https://example.invalid/x.png' })),
].filter((attempt) => { try { attempt() } catch { return true } }).length`

let browser: Browser
const report = lossyReport()
const other = otherReport()

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

test('opens without a complaint and asks for nothing', async () => {
  await using opened = await openReport(
    browser,
    renderHtml([report, other], { comparisons: compared([report, other], { reference: 1, margin: 0.05 }) }),
  )
  await opened.page.getByRole('button', { name: report.cases[3]?.id ?? '' }).click()
  expect(opened.complaints).toEqual([])
  expect(opened.requests).toEqual([])
  expect(await opened.page.title()).toBe('EdgeJSON: 2 runs')
})

describe('text of models and datasets', () => {
  const attack = '</script><img src=x onerror="window.attacked=1"><script>window.attacked=1</script>'

  test('is text, wherever it stands', async () => {
    await using opened = await openReport(browser, renderHtml([poison(report, attack)]))
    const { page, complaints, requests } = opened
    await page.locator('#cases .open').first().click()
    await page.locator('#cases .open').nth(3).click()
    expect(await page.locator('.detail pre').first().textContent()).toBe(attack)
    expect(await page.evaluate('window.attacked')).toBeUndefined()
    expect(await page.locator('img, iframe, object, embed').count()).toBe(0)
    expect(await page.locator('script').count()).toBe(2)
    expect(complaints).toEqual([])
    expect(requests).toEqual([])
  })

  test('that would hide or reverse itself is visible', async () => {
    const text = 'a\u202egnp.exe\u001b[2J\u200b\ud800\nb\r\nc\r'
    await using opened = await openReport(browser, renderHtml([poison(report, text)]))
    await opened.page.locator('#cases .open').first().click()
    const shown = opened.page.locator('.detail pre').first()
    expect(await shown.textContent()).toBe('a\\u202egnp.exe\\u001b[2J\\u200b\\ud800\nb\nc\\r')
    expect(await shown.locator('.control').allTextContents()).toEqual([
      '\\u202e',
      '\\u001b',
      '\\u200b',
      '\\ud800',
      '\\r',
    ])
  })
})

describe('the policy of the page', () => {
  test('stops what would get in all the same', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page, complaints } = opened
    const refused = await page.evaluate(INTRUSIONS)
    await page.waitForTimeout(100)
    expect(await page.evaluate('window.attacked')).toBeUndefined()
    expect(refused).toBe(3)
    expect(
      complaints.some((text) => text.includes('example.invalid') && text.includes('Content Security Policy')),
    ).toBe(true)
  })
})

describe('screens and paper', () => {
  test.each([360, 768, 1600])('nothing is wider than a screen of %i pixels', async (width) => {
    await using opened = await openReport(
      browser,
      renderHtml([report, other], { comparisons: compared([report, other], { reference: 1, margin: 0.05 }) }),
      { viewport: { width, height: 800 } },
    )
    const { page } = opened
    await page.locator('#cases .open').first().click()
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    expect(await fitsAcross(page)).toBe(true)
  })

  test('hostile names without a space do not widen it either', async () => {
    await using opened = await openReport(browser, renderHtml([poison(report, 'W'.repeat(2_000))]), {
      viewport: { width: 360, height: 800 },
    })
    expect(await fitsAcross(opened.page)).toBe(true)
  })

  test('the theme follows the system until a person chooses, and stays chosen', async () => {
    await using opened = await openReport(browser, renderHtml([report]), { colorScheme: 'dark' })
    const { page } = opened
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor')
    const dark = await ground()
    await page.getByLabel('Theme').selectOption('light')
    const light = await ground()
    expect(light).not.toBe(dark)
    await page.reload()
    expect(await ground()).toBe(light)
    await page.getByLabel('Theme').selectOption('auto')
    expect(await ground()).toBe(dark)
  })

  test.each(['light', 'dark'] as const)('every text stands out from its ground: %s', async (colorScheme) => {
    await using opened = await openReport(
      browser,
      renderHtml([report, other], { comparisons: compared([report, other], { margin: 0.05 }) }),
      { colorScheme },
    )
    const { page } = opened
    await page.locator('#cases .open').first().click()
    await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    expect(await page.evaluate(LOW_CONTRAST)).toEqual([])
    await page.evaluate("document.querySelector('h2').style.setProperty('color', '#777')")
    expect(await page.evaluate(LOW_CONTRAST)).toHaveLength(1)
  })

  test('paper is light, without controls, with everything unfolded', async () => {
    await using opened = await openReport(browser, renderHtml([report, other]), { colorScheme: 'dark' })
    const { page } = opened
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.locator('#case-filters').isVisible()).toBe(false)
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).color')).toBe(
      'rgb(31, 34, 38)',
    )
    const folded = page.locator('details:not([open])')
    expect(await folded.count()).toBe(2)
    await page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(await folded.count()).toBe(0)
    await page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(await folded.count()).toBe(2)
  })

  test('without scripts all figures are there, and the page says what is not', async () => {
    await using opened = await openReport(browser, renderHtml([report]), { javaScriptEnabled: false })
    const { page } = opened
    expect(await page.getByRole('heading', { name: 'Lost against the baseline' }).isVisible()).toBe(true)
    expect(await page.getByRole('table', { name: 'scored outputs' }).isVisible()).toBe(true)
    expect(await page.locator('#case-list').isVisible()).toBe(false)
    expect(await page.locator('noscript').textContent()).toContain('needs scripts')
  })
})

describe('with the keyboard', () => {
  test('the first stop skips to the report', async () => {
    await using opened = await openReport(browser, renderHtml([report]))
    const { page } = opened
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the report')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
  })

  test('every control has a name, every table a caption, every heading its place', async () => {
    await using opened = await openReport(
      browser,
      renderHtml([report, other], { comparisons: compared([report, other], { reference: 1, margin: 0.05 }) }),
    )
    const { page } = opened
    await page.locator('#cases .open').first().click()
    const names = await page.evaluate<string[]>(
      "[...document.querySelectorAll('select, input')].map(({ labels }) => labels[0]?.textContent ?? '')",
    )
    expect(names.filter((name) => name.trim() === '')).toEqual([])
    expect(await page.locator('table:not(:has(caption))').count()).toBe(0)
    const levels = await page.evaluate<number[]>(
      "[...document.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName[1]))",
    )
    expect(levels[0]).toBe(1)
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 1) + 1)).toEqual([])
  })
})
