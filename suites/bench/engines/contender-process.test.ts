import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { disturbance, treeUse } from '../shared/process-tree.ts'
import { ContenderProcess } from './contender-process.ts'

test('what others had is what was worked without the contender, of all that the processors could do', () => {
  expect(disturbance(100, 100, 1)).toBe(0)
  // Rounding of ticks may make the part larger than the whole.
  expect(disturbance(100, 101, 1)).toBe(0)
  expect(disturbance(1e9, 0, 1)).toBe(1)
})

describe.skipIf(!existsSync('/proc/self/stat'))('a tree of processes', () => {
  test('counts its children', async () => {
    // The tree of a process of its own: below the test's process other tests start and end theirs meanwhile.
    const script = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)'])
      child.stdout.once('data', () => console.log(child.pid))
      process.stdin.resume().once('end', () => child.kill())`
    const parent = spawn(process.execPath, ['-e', script])
    try {
      const child = await new Promise<number>((resolve) =>
        parent.stdout.once('data', (text) => resolve(Number(text))),
      )
      const childUse = treeUse(child)
      expect(childUse?.peakBytes).toBeGreaterThan(5 * 2 ** 20)
      expect(treeUse(parent.pid ?? 0)?.peakBytes).toBeGreaterThan((childUse?.peakBytes ?? 0) + 5 * 2 ** 20)
    } finally {
      parent.stdin.end()
    }
  })
})

describe('ContenderProcess', () => {
  const node = (script: string): ReturnType<typeof ContenderProcess.start> =>
    ContenderProcess.start(process.execPath, ['--input-type=module', '-e', script], process.env)
  const ready = `console.log('a library says hello'); console.log(JSON.stringify({ bench: 'ready', info: { engine: 'x' } }));`
  const answering = (answers: string): string =>
    `${ready} process.stdin.once('data', () => console.log(JSON.stringify({ bench: 'answers', answers: ${answers} })))`
  const answer = `{ text: 't', tokensIn: 1, tokensOut: 2, queueMs: null, firstTokenMs: 3, decodeMs: 4 }`
  const requests = [{ id: 'a', prompt: 'p' }]

  test('starts, answers and ends', async () => {
    const { process: contender, info, loadSeconds } = await node(answering(`[${answer}]`))
    expect(info).toEqual({ engine: 'x' })
    expect(loadSeconds).toBeGreaterThan(0)
    const { answers, seconds } = await contender.answer(requests)
    expect(answers).toEqual([
      { text: 't', tokensIn: 1, tokensOut: 2, queueMs: null, firstTokenMs: 3, decodeMs: 4 },
    ])
    expect(seconds).toBeGreaterThan(0)
    await contender.stop()
  })

  test('one that cannot load says why', async () => {
    await expect(node(`console.error('no such weights'); process.exit(1)`)).rejects.toThrow('no such weights')
    await expect(ContenderProcess.start('/nowhere/python', [], process.env)).rejects.toThrow(/ENOENT/)
  })

  test.each([
    ['too few answers', '[]', '0 answers to 1 prompts'],
    ['an answer without its figures', `[{ text: 't', tokensIn: 1 }]`, /tokensOut is undefined/],
  ])('%s are no outputs', async (_, answers, message) => {
    const { process: contender } = await node(answering(answers))
    await expect(contender.answer(requests)).rejects.toThrow(message)
    await contender.stop()
  })

  test('one that takes too long is ended by force', async () => {
    const { process: contender } = await node(`${ready} process.stdin.resume()`)
    const answers = contender.answer(requests)
    contender.kill()
    await expect(answers).rejects.toThrow(/SIGKILL/)
    expect(contender.killed).toBe(true)
    await contender.stop()
  })

  test('one that dies meanwhile says what it said last', async () => {
    const { process: contender } = await node(
      `${ready} process.stdin.once('data', () => { console.error('out of memory'); process.exit(3) })`,
    )
    await expect(contender.answer(requests)).rejects.toThrow('out of memory')
    await contender.stop()
  })
})
