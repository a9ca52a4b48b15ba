import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openOutput } from './output-file.ts'

const folder = (): string => {
  const made = mkdtempSync(path.join(tmpdir(), 'edgejson-output-'))
  onTestFinished(() => rmSync(made, { recursive: true }))
  return made
}

test('a file that is discarded while it is being opened leaves nothing', async () => {
  const root = folder()
  await openOutput(path.join(root, 'out.jsonl')).discard()
  await sleep(50)
  expect(readdirSync(root)).toEqual([])
})

test('a file that could not be opened can be discarded', async () => {
  const root = folder()
  const target = openOutput(path.join(root, 'no/out.jsonl'))
  const error = await new Promise<Error>((resolve) => target.stream.once('error', resolve))
  expect(error.message).toContain('ENOENT')
  await target.discard()
  expect(readdirSync(root)).toEqual([])
})
