import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { assets, linkModules, SCRIPTS, STYLES } from './assets.ts'

const files = readdirSync(fileURLToPath(new URL('client/', import.meta.url)))
const namesOf = (ending: string): string[] =>
  files.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length))

describe('the page’s own script and style', () => {
  test('every file of client/ is in the page', () => {
    expect([...SCRIPTS].sort()).toEqual(namesOf('.js').sort())
    expect([...STYLES].sort()).toEqual(namesOf('.css').sort())
  })

  test('link to one script without imports, in which every name is unique', () => {
    const { script } = assets()
    expect(script).not.toMatch(/^\s*(?:import|export)\b/m)
    // Compiling finds a name that two files declare; nothing runs.
    expect(() => new Script(`'use strict';{${script}}`)).not.toThrow()
  })

  test('cannot end their element', () => {
    expect(() => linkModules(['export const a = "</script>"'])).toThrow('is not allowed')
    expect(() => linkModules(['// <!-- '])).toThrow('is not allowed')
  })

  test('load nothing', () => {
    const { script, style } = assets()
    expect(style).not.toMatch(/url\(|@import/)
    expect(script).not.toMatch(
      /\bfetch\b|XMLHttpRequest|innerHTML|insertAdjacentHTML|document\.write|\beval\b/,
    )
  })
})

test('linkModules drops imports between files, also those of several lines', () => {
  const sources = [
    'export const one = 1\n',
    "import { one } from './one.js'\nimport {\n  one as other,\n} from './one.js'\nexport function two() {}\n",
  ]
  expect(linkModules(sources)).toBe('const one = 1\n\nfunction two() {}\n')
})
