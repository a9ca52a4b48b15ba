import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../test-support/temporary-folder.ts'
import { findPartials, openPartial, releasePartial } from './partial-files.ts'

const root = temporaryFolder()
let folders = 0
function place(): { readonly finalFile: string; add(name: string): string } {
  const folder = path.join(root, `${++folders}`)
  mkdirSync(folder)
  const add = (name: string): string => {
    const file = path.join(folder, name)
    writeFileSync(file, '')
    return file
  }
  return { finalFile: path.join(folder, 'answers.jsonl'), add }
}
const HOST = createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8)

test('the file of a process that runs is left alone until the process has ended', async () => {
  const { finalFile, add } = place()
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  await once(child, 'spawn')
  const file = add(`answers.partial.${HOST}-${child.pid}-a1.jsonl`)
  expect(await findPartials(finalFile)).toEqual({ left: [], writers: [child.pid] })
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await findPartials(finalFile)).toEqual({ left: [{ file, abandoned: true }], writers: [] })
})

test('this process knows which of its files it still writes', async () => {
  const { finalFile, add } = place()
  const names = [openPartial(finalFile), openPartial(finalFile)]
  expect(new Set(names.flatMap(({ own, left }) => [own, left])).size).toBe(4)
  for (const { own } of names) add(path.basename(own))
  expect(await findPartials(finalFile)).toEqual({ left: [], writers: [process.pid] })
  for (const { own } of names) releasePartial(own)
  expect((await findPartials(finalFile)).left.map(({ file }) => file).sort()).toEqual(
    names.map(({ own }) => own).sort(),
  )
})

test('a file of before the system was started has no writer, whatever runs under its number now', async () => {
  const { finalFile, add } = place()
  const file = add(`answers.partial.${HOST}-${process.ppid}-a1.jsonl`)
  expect((await findPartials(finalFile)).writers).toEqual([process.ppid])
  utimesSync(file, 0, Date.now() / 1000 - os.uptime() - 60)
  expect(await findPartials(finalFile)).toEqual({ left: [{ file, abandoned: true }], writers: [] })
})

test('the file of another host may still be written, for some time', async () => {
  const { finalFile, add } = place()
  const file = add('answers.partial.00000000-1-a1.jsonl')
  expect((await findPartials(finalFile)).left).toEqual([{ file, abandoned: false }])
  utimesSync(file, 0, Date.now() / 1000 - 3600)
  expect((await findPartials(finalFile)).left).toEqual([{ file, abandoned: true }])
})

test('what interrupted runs left, the latest first, and nothing else', async () => {
  const { finalFile, add } = place()
  const older = add('answers.partial.left-7-a1.jsonl')
  utimesSync(older, 0, 1_700_000_000)
  const newer = add('answers.partial.left-8-a1.jsonl')
  for (const name of [
    'answers.jsonl',
    'answers.first-2.partial.left-7-a1.jsonl',
    'answers.partial.txt',
    'xanswers.partial.left-7-a1.jsonl',
  ])
    add(name)
  expect((await findPartials(finalFile)).left.map(({ file }) => file)).toEqual([newer, older])
  expect(await findPartials(path.join(root, 'nowhere', 'answers.jsonl'))).toEqual({ left: [], writers: [] })
})
