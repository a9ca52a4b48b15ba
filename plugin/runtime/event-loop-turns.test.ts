import { expect, test } from 'vitest'
import { EventLoopTurns } from './event-loop-turns.ts'

/** Whether the event loop turned while a test waited for the next turn, after so much work. */
async function turnsAfter(workMs: number): Promise<boolean> {
  let at = 0
  const turns = new EventLoopTurns(() => at)
  let turned = false
  setImmediate(() => {
    turned = true
  })
  at += workMs
  await turns.next()
  return turned
}

test('long work lets the event loop turn, short work is not interrupted', async () => {
  expect(await turnsAfter(10)).toBe(true)
  expect(await turnsAfter(9)).toBe(false)
})

test('work counts from the last turn', async () => {
  let at = 0
  const turns = new EventLoopTurns(() => at)
  at = 10
  await turns.next()
  let turned = false
  setImmediate(() => {
    turned = true
  })
  at = 19
  await turns.next()
  expect(turned).toBe(false)
  at = 20
  await turns.next()
  expect(turned).toBe(true)
})
