import { expect, test } from 'vitest'
import { adapterText, browserText, fellBack } from './browser-info.ts'
import { browserInfo, SOFTWARE } from './test-support/browser.ts'

test('browser and adapter in words', () => {
  expect(browserText(browserInfo())).toBe('Chromium 150.0.1')
  expect(browserText(browserInfo({ crossOriginIsolated: false }))).toBe(
    'Chromium 150.0.1, not cross-origin isolated',
  )
  expect(adapterText(browserInfo())).toBeNull()
  expect(adapterText(browserInfo({ adapter: SOFTWARE }))).toBe('google swiftshader, software, no f16')
  const unnamed = { vendor: '', architecture: '', device: '', description: '', isFallback: false, f16: true }
  expect(adapterText(browserInfo({ adapter: unnamed }))).toBe('adapter without a name, f16')
})

test('a software adapter is a fallback unless it is requested', () => {
  expect(fellBack(browserInfo())).toBe(false)
  expect(fellBack(browserInfo({ adapter: SOFTWARE }))).toBe(true)
  expect(fellBack(browserInfo({ adapter: SOFTWARE, softwareAdapter: true }))).toBe(false)
  expect(fellBack(browserInfo({ adapter: { ...SOFTWARE, isFallback: false } }))).toBe(false)
})
