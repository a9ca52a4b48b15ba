import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { findBrowser, type SearchedMachine } from './find-browser.ts'
import { libraryFolders, runtimeFolder } from './library-files.ts'
import { importPlaywright } from './playwright.ts'

const OWN = '/cache/chromium'

function machine(...files: string[]): SearchedMachine {
  return {
    platform: 'linux',
    path: ['/one', '/two'].join(path.delimiter),
    exists: (file) => files.includes(file),
  }
}

test("Playwright's own Chromium, then Chromium, Chrome and Edge of the system", () => {
  const all = ['/one/google-chrome', '/two/chromium', '/one/microsoft-edge', OWN]
  const order: unknown[] = []
  for (let left = all; left.length > 0; ) {
    const found = findBrowser('chromium', OWN, '/', machine(...left)) as { executablePath: string }
    order.push(found.executablePath)
    left = left.filter((file) => file !== found.executablePath)
  }
  expect(order).toEqual([OWN, '/two/chromium', '/one/google-chrome', '/one/microsoft-edge'])
})

test('other systems have their own places', () => {
  const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  const mac = { ...machine(chrome), platform: 'darwin' as const }
  expect(findBrowser('chromium', '', '/', mac)).toEqual({ executablePath: chrome })
})

test('a path starts from the root; names of Playwright are left to it', () => {
  expect(findBrowser('bin/mine', OWN, '/project', machine('/project/bin/mine'))).toEqual({
    executablePath: '/project/bin/mine',
  })
  expect(findBrowser('chrome', OWN, '/', machine())).toEqual({ channel: 'chrome' })
  expect(findBrowser('msedge', OWN, '/', machine())).toEqual({ channel: 'msedge' })
})

describe('what is missing is an error with the way out', () => {
  test('a browser', () => {
    expect(() => findBrowser('chromium', OWN, '/', machine())).toThrow(
      /needs a Chromium, Chrome or Edge, and none is installed; run: npx playwright-core install chromium, or give the path of one in engine\.browser/,
    )
    expect(() => findBrowser('firefox', OWN, '/', machine())).toThrow(
      /option engine\.browser is "firefox", and there is no file \/firefox; give the path of a Chromium, or 'chromium', 'chrome' or 'msedge'/,
    )
  })

  test('playwright-core', async () => {
    const missing = Object.assign(new Error("Cannot find package 'playwright-core' imported from /x"), {
      code: 'ERR_MODULE_NOT_FOUND',
    })
    await expect(importPlaywright(() => Promise.reject(missing))).rejects.toThrow(
      "engine.runtime 'browser' needs the package playwright-core, which is not installed; run: npm i -D playwright-core",
    )
    await expect(importPlaywright(() => Promise.reject(new Error('broken')))).rejects.toThrow(
      'playwright-core cannot be loaded: broken',
    )
  })

  test('transformers.js, and the runtime of our engine', () => {
    const none = {
      resolve: () => {
        throw new Error('not found')
      },
    } as unknown as NodeJS.Require
    expect(() => libraryFolders(none)).toThrow(
      "engine.runtime 'browser' needs the package @huggingface/transformers, which is not installed; run: npm i -D @huggingface/transformers",
    )
    expect(() => runtimeFolder(none)).toThrow(
      "engine.backend 'onnx' needs the package onnxruntime-web, which is not installed; run: npm i -D onnxruntime-web",
    )
  })
})
