import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { draftOf, replaceFile, replaceFileSync } from './replace-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'edgejson-replace-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe.each([
  ['replaceFile', (file: string, text: string) => replaceFile(file, (draft) => writeFile(draft, text))],
  ['replaceFileSync', async (file: string, text: string) => replaceFileSync(file, text)],
])('%s', (_, replace) => {
  test('makes the folders, and leaves nothing but the file', async () => {
    const file = path.join(folder, 'a', 'b.txt')
    await replace(file, 'one')
    await replace(file, 'two')
    expect(readFileSync(file, 'utf8')).toBe('two')
    expect(readdirSync(path.dirname(file))).toEqual(['b.txt'])
  })

  test('a target that cannot be replaced stays, and no draft is left', async () => {
    const file = path.join(folder, 'taken')
    mkdirSync(path.join(file, 'inside'), { recursive: true })
    await expect(replace(file, 'x')).rejects.toThrow()
    expect(readdirSync(folder)).toEqual(['taken'])
  })

  test('a link stays a link', async () => {
    const [real, link] = [path.join(folder, 'real'), path.join(folder, 'link')]
    writeFileSync(real, 'old')
    symlinkSync(real, link)
    await replace(link, 'new')
    expect(readFileSync(real, 'utf8')).toBe('new')
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
  })

  test.skipIf(process.platform === 'win32')('the mode of the file is kept', async () => {
    const file = path.join(folder, 'a.txt')
    writeFileSync(file, 'old')
    chmodSync(file, 0o640)
    await replace(file, 'new')
    expect(statSync(file).mode & 0o777).toBe(0o640)
  })
})

test('a write that fails leaves the old content, and its error is passed on', async () => {
  const file = path.join(folder, 'a.txt')
  writeFileSync(file, 'old')
  const write = async (draft: string): Promise<void> => {
    await writeFile(draft, 'half')
    throw new Error('no more')
  }
  await expect(replaceFile(file, write)).rejects.toThrow('no more')
  expect(readFileSync(file, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['a.txt'])
})

test.skipIf(process.platform === 'win32')('a device is written to directly', async () => {
  expect(draftOf('/dev/null').path).toBe('/dev/null')
  await replaceFile('/dev/null', (draft) => writeFile(draft, 'gone'))
  replaceFileSync('/dev/null', 'gone')
})
